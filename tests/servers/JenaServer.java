import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.DatasetFactory;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.QueryParseException;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.riot.RDFLanguages;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.riot.RiotException;
import org.apache.jena.riot.resultset.ResultSetLang;
import org.apache.jena.riot.ResultSetMgr;
import org.apache.jena.sparql.core.DynamicDatasets;
import org.apache.jena.system.Txn;
import org.apache.jena.update.UpdateAction;
import org.apache.jena.update.UpdateFactory;
import org.apache.jena.update.UpdateRequest;

/** Jena's engine behind the SPARQL protocol and the Graph Store Protocol, in memory, for tests: `JenaServer PORT`. */
public class JenaServer {
    private final Dataset dataset = DatasetFactory.createTxnMem();

    private interface Action {
        void run() throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        JenaServer store = new JenaServer();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/ds/query", exchange -> guarded(exchange, () -> store.query(exchange)));
        server.createContext("/ds/update", exchange -> guarded(exchange, () -> store.update(exchange)));
        server.createContext("/ds/data", exchange -> guarded(exchange, () -> store.data(exchange)));
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.start();
        System.out.println("ready");
    }

    private static void guarded(HttpExchange exchange, Action action) throws IOException {
        try {
            action.run();
        } catch (QueryParseException | RiotException | IllegalArgumentException error) {
            answer(exchange, 400, "text/plain; charset=utf-8", String.valueOf(error.getMessage()).getBytes(StandardCharsets.UTF_8));
        } catch (Exception error) {
            answer(exchange, 500, "text/plain; charset=utf-8", error.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        if (type != null) {
            exchange.getResponseHeaders().set("Content-Type", type);
        }
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static void addForm(String text, Map<String, List<String>> form) {
        if (text == null || text.isEmpty()) {
            return;
        }
        for (String pair : text.split("&")) {
            int split = pair.indexOf('=');
            String name = URLDecoder.decode(split < 0 ? pair : pair.substring(0, split), StandardCharsets.UTF_8);
            String value = split < 0 ? "" : URLDecoder.decode(pair.substring(split + 1), StandardCharsets.UTF_8);
            form.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        }
    }

    private static String mediaType(HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("Content-Type");
        return given == null ? "" : given.split(";")[0].trim();
    }

    private static Map<String, List<String>> parameters(HttpExchange exchange, byte[] body, String direct, String name) {
        Map<String, List<String>> form = new HashMap<>();
        addForm(exchange.getRequestURI().getRawQuery(), form);
        String text = new String(body, StandardCharsets.UTF_8);
        if (mediaType(exchange).equals("application/x-www-form-urlencoded")) {
            addForm(text, form);
        } else if (mediaType(exchange).equals(direct)) {
            form.put(name, List.of(text));
        }
        return form;
    }

    private void query(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Map<String, List<String>> form = parameters(exchange, body, "application/sparql-query", "query");
        if (!form.containsKey("query")) {
            answer(exchange, 400, "text/plain", "no query".getBytes(StandardCharsets.UTF_8));
            return;
        }
        Query query = QueryFactory.create(form.get("query").get(0));
        if (form.containsKey("default-graph-uri") || form.containsKey("named-graph-uri")) {
            query.getGraphURIs().clear();
            query.getNamedGraphURIs().clear();
            form.getOrDefault("default-graph-uri", List.of()).forEach(query::addGraphURI);
            form.getOrDefault("named-graph-uri", List.of()).forEach(query::addNamedGraphURI);
        }
        String accept = String.valueOf(exchange.getRequestHeaders().getFirst("Accept"));
        Lang rows = accept.contains("results+xml") ? ResultSetLang.RS_XML : ResultSetLang.RS_JSON;
        Lang triples = accept.contains("n-triples") ? Lang.NTRIPLES : Lang.TURTLE;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] type = {null};
        Txn.executeRead(dataset, () -> {
            Dataset chosen = dataset;
            if (query.hasDatasetDescription()) {
                chosen = DynamicDatasets.dynamicDataset(query.getDatasetDescription(), dataset, false);
                query.getGraphURIs().clear();
                query.getNamedGraphURIs().clear();
            }
            try (QueryExecution execution = QueryExecution.dataset(chosen).query(query).build()) {
                if (query.isSelectType()) {
                    ResultSetMgr.write(out, execution.execSelect(), rows);
                    type[0] = rows.getContentType().getContentTypeStr();
                } else if (query.isAskType()) {
                    ResultSetMgr.write(out, execution.execAsk(), rows);
                    type[0] = rows.getContentType().getContentTypeStr();
                } else {
                    Model model = query.isConstructType() ? execution.execConstruct() : execution.execDescribe();
                    RDFDataMgr.write(out, model, triples);
                    type[0] = triples.getContentType().getContentTypeStr();
                }
            }
        });
        answer(exchange, 200, type[0], out.toByteArray());
    }

    private void update(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Map<String, List<String>> form = parameters(exchange, body, "application/sparql-update", "update");
        if (!exchange.getRequestMethod().equals("POST") || !form.containsKey("update")) {
            answer(exchange, form.containsKey("update") ? 405 : 400, null, new byte[0]);
            return;
        }
        UpdateRequest request = UpdateFactory.create(form.get("update").get(0));
        Txn.executeWrite(dataset, () -> UpdateAction.execute(request, dataset));
        answer(exchange, 204, null, new byte[0]);
    }

    private void data(HttpExchange exchange) throws IOException {
        Map<String, List<String>> form = new HashMap<>();
        addForm(exchange.getRequestURI().getRawQuery(), form);
        String graph = form.containsKey("graph") ? form.get("graph").get(0) : null;
        boolean whole = graph == null && !form.containsKey("default");
        byte[] body = exchange.getRequestBody().readAllBytes();
        switch (exchange.getRequestMethod()) {
            case "GET" -> read(exchange, graph, whole);
            case "PUT", "POST" -> write(exchange, graph, whole, body, exchange.getRequestMethod().equals("PUT"));
            case "DELETE" -> {
                Txn.executeWrite(dataset, () -> {
                    if (graph == null) {
                        dataset.getDefaultModel().removeAll();
                    } else {
                        dataset.removeNamedModel(graph);
                    }
                });
                answer(exchange, 204, null, new byte[0]);
            }
            default -> answer(exchange, 405, null, new byte[0]);
        }
    }

    private void write(HttpExchange exchange, String graph, boolean whole, byte[] body, boolean replace) throws IOException {
        Lang lang = RDFLanguages.contentTypeToLang(mediaType(exchange));
        if (lang == null) {
            answer(exchange, 415, null, new byte[0]);
            return;
        }
        if (whole) {
            Dataset given = DatasetFactory.create();
            RDFParser.create().source(new ByteArrayInputStream(body)).lang(lang).parse(given);
            Txn.executeWrite(dataset, () -> {
                if (replace) {
                    dataset.asDatasetGraph().clear();
                }
                given.asDatasetGraph().find().forEachRemaining(dataset.asDatasetGraph()::add);
            });
        } else {
            Model given = ModelFactory.createDefaultModel();
            RDFParser.create().source(new ByteArrayInputStream(body)).lang(lang).parse(given);
            Txn.executeWrite(dataset, () -> {
                Model model = graph == null ? dataset.getDefaultModel() : dataset.getNamedModel(graph);
                if (replace) {
                    model.removeAll();
                }
                model.add(given);
            });
        }
        answer(exchange, 204, null, new byte[0]);
    }

    private void read(HttpExchange exchange, String graph, boolean whole) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean[] found = {true};
        Txn.executeRead(dataset, () -> {
            if (whole) {
                RDFDataMgr.write(out, dataset, Lang.NQUADS);
                return;
            }
            Model model = graph == null ? dataset.getDefaultModel() : dataset.getNamedModel(graph);
            found[0] = graph == null || !model.isEmpty();
            RDFDataMgr.write(out, model, Lang.NTRIPLES);
        });
        answer(exchange, found[0] ? 200 : 404, whole ? "application/n-quads" : "application/n-triples",
            found[0] ? out.toByteArray() : ("no graph " + graph).getBytes(StandardCharsets.UTF_8));
    }
}
