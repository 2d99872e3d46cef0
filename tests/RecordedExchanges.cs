using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Darkroom.Tests.Providers;
using YamlDotNet.RepresentationModel;

namespace Darkroom.Tests;

/// <summary>A recorded request and its response.</summary>
/// <param name="Method">The HTTP method in upper case.</param>
/// <param name="Url">The request URL; relative if the recorder stored only the path.</param>
/// <param name="Status">The status code of the response.</param>
/// <param name="Headers">The headers of the response, by case-insensitive name. Content encodings have been removed.</param>
/// <param name="Body">The decoded body of the response.</param>
public sealed record RecordedExchange(string Method, string Url, int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string ContentType => Headers.GetValueOrDefault("content-type", "application/octet-stream");

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Responds as recorded: status, relevant headers, body.</summary>
    public Script Script() => Script(Body);

    /// <summary>Responds as recorded, with another body.</summary>
    public Script Script(byte[] body) => exchange =>
    {
        exchange.Response.StatusCode = Status;
        foreach (var (name, value) in Headers.Where(header => !Framing.Contains(header.Key)))
        {
            exchange.Response.Headers[name] = value;
        }

        return exchange.WriteAsync(body);
    };

    private static readonly HashSet<string> Framing = new(StringComparer.OrdinalIgnoreCase)
    {
        "connection", "content-encoding", "content-length", "date", "keep-alive", "server", "transfer-encoding",
    };
}

/// <summary>Reads recordings of public projects, in the formats of several tools.</summary>
public static class RecordedExchanges
{
    /// <summary>Returns the exchanges of a file in order: huggingface.js tapes, VCR cassettes of Python and Ruby, rig's when/then.</summary>
    public static IReadOnlyList<RecordedExchange> Of(string recording)
    {
        var text = Recordings.Text(recording);
        if (recording.EndsWith(".json", StringComparison.Ordinal))
        {
            return [Tape(JsonSerializer.Deserialize<JsonElement>(text))];
        }

        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        return [.. yaml.Documents.Select(document => (YamlMappingNode)document.RootNode).SelectMany(Cassette)];
    }

    private static RecordedExchange Tape(JsonElement tape)
    {
        var answer = tape.GetProperty("response");
        var init = tape.GetProperty("init");
        return new RecordedExchange(
            init.TryGetProperty("method", out var method) ? method.GetString()! : "GET",
            tape.GetProperty("url").GetString()!,
            answer.GetProperty("status").GetInt32(),
            (answer.TryGetProperty("headers", out var headers) ? headers.EnumerateObject() : default)
                .ToDictionary(header => header.Name, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Encoding.UTF8.GetBytes(answer.GetProperty("body").GetString() ?? ""));
    }

    private static IEnumerable<RecordedExchange> Cassette(YamlMappingNode root)
    {
        if (root.Children.ContainsKey("then"))
        {
            return [Rig((YamlMappingNode)root["when"], (YamlMappingNode)root["then"])];
        }

        var list = root.Children.ContainsKey("interactions") ? root["interactions"] : root["http_interactions"];
        return ((YamlSequenceNode)list).Cast<YamlMappingNode>().Select(Vcr);
    }

    private static RecordedExchange Rig(YamlMappingNode when, YamlMappingNode then) => new(
        Scalar(when, "method") ?? "POST",
        Scalar(when, "path") ?? "",
        int.Parse(Scalar(then, "status")!, CultureInfo.InvariantCulture),
        then.Children.TryGetValue("header", out var headers)
            ? ((YamlSequenceNode)headers).Cast<YamlMappingNode>()
                .ToDictionary(header => Scalar(header, "name")!, header => Scalar(header, "value")!, StringComparer.OrdinalIgnoreCase)
            : new Dictionary<string, string>(),
        Encoding.UTF8.GetBytes(Scalar(then, "body") ?? ""));

    private static RecordedExchange Vcr(YamlMappingNode interaction)
    {
        var request = (YamlMappingNode)interaction["request"];
        var response = (YamlMappingNode)interaction["response"];
        var headers = ((YamlMappingNode)response["headers"]).Children.ToDictionary(
            header => ((YamlScalarNode)header.Key).Value!,
            header => ((YamlScalarNode)(header.Value is YamlSequenceNode list ? list[0] : header.Value)).Value!,
            StringComparer.OrdinalIgnoreCase);
        return new RecordedExchange(
            Scalar(request, "method")!.ToUpperInvariant(),
            Scalar(request, "uri")!,
            int.Parse(response.Children.TryGetValue("status", out var status) ? Scalar((YamlMappingNode)status, "code")! : Scalar(response, "status_code")!, CultureInfo.InvariantCulture),
            headers,
            Unzipped(BodyOf(response)));
    }

    private static byte[] BodyOf(YamlMappingNode response)
    {
        var node = Child(response, "content")
            ?? (Child(response, "body") is YamlMappingNode body ? Child(body, "string") ?? Child(body, "base64_string") : null)
            ?? new YamlScalarNode("");
        var scalar = (YamlScalarNode)node;
        return scalar.Tag == "tag:yaml.org,2002:binary"
            ? Convert.FromBase64String(scalar.Value!)
            : Encoding.UTF8.GetBytes(scalar.Value ?? "");
    }

    private static byte[] Unzipped(byte[] body)
    {
        if (body is not [0x1f, 0x8b, ..])
        {
            return body;
        }

        using var zipped = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zipped.CopyTo(plain);
        return plain.ToArray();
    }

    private static YamlNode? Child(YamlMappingNode node, string name) => node.Children.TryGetValue(name, out var value) ? value : null;

    private static string? Scalar(YamlMappingNode node, string name) =>
        (Child(node, name) as YamlScalarNode)?.Value;
}
