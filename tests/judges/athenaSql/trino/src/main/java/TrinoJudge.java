import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trino.plugin.memory.MemoryConnectorFactory;
import io.trino.testing.LocalQueryRunner;
import io.trino.testing.MaterializedResult;
import io.trino.testing.MaterializedRow;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import static io.trino.testing.TestingSession.testSessionBuilder;

/** Runs queries over a table in memory: {@code <questions.json> <answers.json>}, as askTrino.ts writes and reads them. */
public class TrinoJudge {
  /** Records that one statement puts into the table. */
  private static final int PIECE = 40;

  public static void main(String[] args) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode questions = mapper.readTree(Path.of(args[0]).toFile());
    Map<String, Object> answers = new LinkedHashMap<>();
    try (LocalQueryRunner runner = LocalQueryRunner.create(testSessionBuilder().setCatalog("memory").setSchema("default").build())) {
      runner.createCatalog("memory", new MemoryConnectorFactory(), Map.of());
      fill(runner, questions);
      for (var query : (Iterable<Map.Entry<String, JsonNode>>) () -> questions.get("queries").fields()) {
        answers.put(query.getKey(), rows(runner.execute(query.getValue().asText())));
      }
    }
    Files.writeString(Path.of(args[1]), mapper.writeValueAsString(answers));
    // Its threads would keep the process alive.
    System.exit(0);
  }

  private static void fill(LocalQueryRunner runner, JsonNode questions) {
    String table = questions.get("table").asText();
    List<String> rows = new ArrayList<>();
    questions.get("rows").forEach(row -> rows.add("(JSON '" + row.asText().replace("'", "''") + "')"));
    for (int from = 0; from < rows.size(); from += PIECE) {
      String values = String.join(", ", rows.subList(from, Math.min(from + PIECE, rows.size())));
      String start = from == 0 ? "CREATE TABLE " + table + " AS " : "INSERT INTO " + table + " ";
      runner.execute(start + "SELECT CAST(j AS ROW(" + questions.get("columns").asText() + ")).* FROM (VALUES " + values + ") AS v(j)");
    }
  }

  private static List<Map<String, String>> rows(MaterializedResult result) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (MaterializedRow row : result.getMaterializedRows()) {
      Map<String, String> fields = new LinkedHashMap<>();
      for (int i = 0; i < row.getFieldCount(); i++) {
        fields.put(result.getColumnNames().get(i), row.getField(i) == null ? null : row.getField(i).toString());
      }
      rows.add(fields);
    }
    return rows;
  }
}
