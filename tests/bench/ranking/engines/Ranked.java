import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.FSDirectory;

/** Indexes FOLDER/documents and prints topic and document of FOLDER/topics: files of an id, a tab and a text a line. */
public class Ranked {
    public static void main(String[] given) throws Exception {
        Path folder = Path.of(given[0]);
        int depth = Integer.parseInt(given[1]);
        BM25Similarity bm25 = new BM25Similarity(1.2f, 0.75f);
        EnglishAnalyzer english = new EnglishAnalyzer();
        IndexWriterConfig config = new IndexWriterConfig(english).setSimilarity(bm25);
        try (FSDirectory directory = FSDirectory.open(folder.resolve("index"))) {
            try (IndexWriter writer = new IndexWriter(directory, config)) {
                for (String line : Files.readAllLines(folder.resolve("documents"))) {
                    int tab = line.indexOf('\t');
                    Document document = new Document();
                    document.add(new StringField("id", line.substring(0, tab), Store.YES));
                    document.add(new TextField("text", line.substring(tab + 1), Store.NO));
                    writer.addDocument(document);
                }
                writer.forceMerge(1);
            }
            BooleanQuery.setMaxClauseCount(10_000);
            IndexSearcher searcher = new IndexSearcher(DirectoryReader.open(directory));
            searcher.setSimilarity(bm25);
            QueryParser parser = new QueryParser("text", english);
            for (String line : Files.readAllLines(folder.resolve("topics"))) {
                int tab = line.indexOf('\t');
                String escaped = QueryParser.escape(line.substring(tab + 1)).toLowerCase();
                for (ScoreDoc hit : searcher.search(parser.parse(escaped), depth).scoreDocs)
                    System.out.println(line.substring(0, tab) + "\t" + searcher.storedFields().document(hit.doc).get("id"));
            }
        }
    }
}
