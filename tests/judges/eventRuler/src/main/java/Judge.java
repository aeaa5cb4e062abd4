import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;

/**
 * Asks Event Ruler. Reads one question a line, {"pattern": text, "event": text, …}, from standard input and writes them
 * all as a JSON array, with its verdict added ("match", "no match" or "invalid"), to the file named by the argument.
 */
public final class Judge {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Judge() { }

    public static void main(final String[] args) throws Exception {
        final BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        final List<String> cases = new ArrayList<>();
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            final ObjectNode question = (ObjectNode) MAPPER.readTree(line);
            question.put("verdict", verdict(question.get("pattern"), question.get("event")));
            cases.add(MAPPER.writeValueAsString(question));
        }
        // Not to standard output: Maven writes there, too.
        Files.writeString(Path.of(args[0]), "[\n  " + String.join(",\n  ", cases) + "\n]\n");
    }

    private static String verdict(final JsonNode pattern, final JsonNode event) throws Exception {
        if (JsonRuleCompiler.check(pattern.asText()) != null) {
            return "invalid";
        }
        // The machine may still refuse what the compiler let pass.
        final Machine machine = new Machine();
        try {
            machine.addRule("rule", pattern.asText());
        } catch (RuntimeException refused) {
            return "invalid";
        }
        return machine.rulesForJSONEvent(event.asText()).isEmpty() ? "no match" : "match";
    }
}
