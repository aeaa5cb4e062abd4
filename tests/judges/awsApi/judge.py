"""Judges sequences of API calls: by the models of botocore, and by moto, which carries them out.

Reads {"account", "sequences": [{"id", "region", "before": [call], "calls": [call]}]} from the file named first, and
writes {"versions", "refusals": {id: [refusal]}} to the one named second. See call.ts for calls, verdicts.ts for refusals.
"""

import functools
import json
import os
import platform
import re
import sys
from importlib.metadata import version

import boto3
import botocore
import botocore.exceptions
import moto
from botocore.config import Config

import model

# Services that moto does not stand in for: their calls would leave the machine. The API models judge them alone.
UNKNOWN_TO_MOTO = {"cloudcontrol"}


def main(questions_file, answers_file):
    with open(questions_file, encoding="utf-8") as file:
        questions = json.load(file)
    os.environ.update(
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_EC2_METADATA_DISABLED="true",
        MOTO_ACCOUNT_ID=questions["account"],
    )
    refusals = {sequence["id"]: judge(sequence) for sequence in questions["sequences"]}
    versions = {"python": platform.python_version(), "botocore": version("botocore"), "moto": version("moto")}
    with open(answers_file, "w", encoding="utf-8") as file:
        json.dump({"versions": versions, "refusals": refusals}, file)


def judge(sequence):
    """What botocore's models or moto refuse of the calls of one stack, in an account of its own."""
    refusals = []
    home = os.environ["MOTO_ACCOUNT_ID"]
    with moto.mock_aws():
        account = Account(sequence["region"], home)
        for call in sequence["before"]:
            refused = account.make(call)
            if refused:
                raise RuntimeError(f"{sequence['id']}: cannot be prepared: {call['operation']}: {refused}")
        for index, call in enumerate(sequence["calls"]):
            for reason in model.problems(call):
                refusals.append({"call": index, "by": "botocore", "reason": reason})
            reason = account.make(call)
            if reason:
                refusals.append({"call": index, "by": "moto", "reason": reason})
    os.environ["MOTO_ACCOUNT_ID"] = home
    return refusals


class Account:
    """An account of moto's, with the names that it gave to what was made in it, and in others that a stack reaches."""

    def __init__(self, region, account):
        self._region = region
        self._account = account
        self._names = {}

    def make(self, call):
        """Makes a call; why it was refused, or None."""
        if call["service"] in UNKNOWN_TO_MOTO:
            return None
        os.environ["MOTO_ACCOUNT_ID"] = call.get("account", self._account)
        try:
            operation = getattr(client(call["service"], call.get("region", self._region)), botocore.xform_name(call["operation"]))
            answer = operation(**self._with_names(call["params"]))
        except botocore.exceptions.ClientError as error:
            return "{Code}: {Message}".format(**error.response["Error"])
        except Exception as error:  # What moto or botocore stumbles over is no verdict, but must not pass for consent.
            return f"{type(error).__name__}: {error}"
        for ours, path in call.get("names", {}).items():
            self._names[ours] = at(answer, path)
        return None

    def _with_names(self, value):
        if isinstance(value, dict):
            return {key: self._with_names(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._with_names(item) for item in value]
        if not isinstance(value, str):
            return value
        for ours, theirs in self._names.items():
            value = re.sub(rf"(?<![\w-]){re.escape(ours)}(?![\w-])", lambda _: theirs, value)
        return value


@functools.cache
def client(service, region):
    """A client; making one takes longer than all calls of a stack."""
    # botocore would check the members itself, by less than model.py does, and keep the call from moto.
    config = Config(parameter_validation=False, retries={"total_max_attempts": 1})
    return boto3.client(service, region_name=region, config=config)


def at(answer, path):
    for part in path.split("."):
        answer = answer[int(part)] if isinstance(answer, list) else answer[part]
    return answer


if __name__ == "__main__":
    main(*sys.argv[1:])
