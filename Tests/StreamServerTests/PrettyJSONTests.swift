import LogModel
import Testing

@testable import StreamServer

@Suite struct PrettyJSONTests {
    @Test(arguments: [
        (#"{"a":1}"#, "{\n  \"a\": 1\n}"), (#"{"a":[1,"b"]}"#, "{\n  \"a\": [\n    1,\n    \"b\"\n  ]\n}"),
        (#"{"a\"b":"x,\\","c":"{"}"#, "{\n  \"a\\\"b\": \"x,\\\\\",\n  \"c\": \"{\"\n}"),
    ])
    func `what stands outside of strings is spread, and what stands before is kept`(_ text: String, _ pretty: String) {
        var out = ByteWriter(capacity: 16)
        out.append(utf8: "kept:")
        let start = out.count
        out.append(utf8: text)
        PrettyJSON.spread(from: start, in: &out)
        #expect(String(decoding: out.bytes, as: UTF8.self) == "kept:" + pretty)
    }
}
