"""Checks the members of a request against the service's API model, as botocore carries it.

botocore's own ParamValidator checks types, required members and minima. A model says more, and all of it counts here:
patterns, enums, maxima, unions and members that do not exist.
"""

import functools

import botocore.session
import regex

_session = botocore.session.get_session()


@functools.cache
def _service(name):
    return _session.get_service_model(name)


def problems(call):
    """What is wrong with a call: texts, each with the path of the member; none where the model has no objection."""
    service = _service(call["service"])
    if call["operation"] not in service.operation_names:
        return [f"{call['service']} has no operation {call['operation']}"]
    shape = service.operation_model(call["operation"]).input_shape
    if shape is None:
        return [f"{name}: the operation takes no members" for name in call["params"]]
    return list(_problems(shape, call["params"], ""))


def _problems(shape, value, path):
    check = _CHECKS.get(shape.type_name)
    if check is None:
        yield f"{path}: nothing is known of a {shape.type_name}"
    else:
        yield from check(shape, value, path)


def _structure(shape, value, path):
    if not isinstance(value, dict):
        yield f"{path}: is no structure"
        return
    for name in value.keys() - shape.members.keys():
        yield f"{_member(path, name)}: {shape.name} has no such member"
    for name in shape.required_members:
        if name not in value:
            yield f"{_member(path, name)}: is required"
    if getattr(shape, "is_tagged_union", False) and len(value) != 1:
        yield f"{path}: takes exactly one member"
    for name, member in shape.members.items():
        if name in value:
            yield from _problems(member, value[name], _member(path, name))
            in_address = member.serialization.get("location") == "uri"
            if in_address and value[name] == "":
                yield f"{_member(path, name)}: is part of the address and must not be empty"


def _list(shape, value, path):
    if not isinstance(value, list):
        yield f"{path}: is no list"
        return
    yield from _range(shape, len(value), path, "entries")
    for index, item in enumerate(value):
        yield from _problems(shape.member, item, f"{path}[{index}]")


def _map(shape, value, path):
    if not isinstance(value, dict):
        yield f"{path}: is no map"
        return
    yield from _range(shape, len(value), path, "entries")
    for key, item in value.items():
        yield from _problems(shape.key, key, f"{path}, the key {_short(key)}")
        yield from _problems(shape.value, item, _member(path, _short(key)))


def _in_code_points(pattern):
    """Java's patterns name what is beyond 16 bits by pairs of surrogates."""
    return pattern.replace("\\uD800\\uDC00-\\uDBFF\\uDFFF", "\\U00010000-\\U0010FFFF")


def _string(shape, value, path):
    if not isinstance(value, str):
        yield f"{path}: is no text"
        return
    yield from _range(shape, len(value), path, "characters")
    if shape.enum and value not in shape.enum:
        yield f"{path}: {_short(value)} is none of {', '.join(shape.enum)}"
    pattern = shape.metadata.get("pattern")
    if pattern is not None and not regex.fullmatch(_in_code_points(pattern), value):
        yield f"{path}: {_short(value)} does not match {pattern}"


def _integer(shape, value, path):
    if not isinstance(value, int) or isinstance(value, bool):
        yield f"{path}: is no whole number"
        return
    bits = 63 if shape.type_name == "long" else 31
    if not -(2**bits) <= value < 2**bits:
        yield f"{path}: {value} has more than {bits + 1} bits"
    yield from _range(shape, value, path)


def _number(shape, value, path):
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        yield f"{path}: is no number"
        return
    yield from _range(shape, value, path)


def _boolean(shape, value, path):
    if not isinstance(value, bool):
        yield f"{path}: is neither true nor false"


def _range(shape, size, path, unit=""):
    minimum, maximum = shape.metadata.get("min"), shape.metadata.get("max")
    has = f"{path}: {size} {unit}".rstrip()
    if minimum is not None and size < minimum:
        yield f"{has}, at least {minimum}"
    if maximum is not None and size > maximum:
        yield f"{has}, at most {maximum}"


_CHECKS = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _string,
    "integer": _integer,
    "long": _integer,
    "float": _number,
    "double": _number,
    "boolean": _boolean,
}


def _member(path, name):
    return f"{path}.{name}" if path else name


def _short(text):
    text = str(text)
    return repr(text if len(text) <= 60 else f"{text[:57]}...")
