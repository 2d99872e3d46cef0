using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Darkroom.Bench.Load;

/// <summary>The bytes that a browser with an empty cache loads for the studio: the page, its style sheet and icon, and all scripts.</summary>
/// <param name="Requests">The number of requests, without images and event streams.</param>
/// <param name="All">The size of all compressed bodies in bytes.</param>
/// <param name="Scripts">The size of the scripts in bytes.</param>
internal sealed partial record PageWeight(int Requests, long All, long Scripts)
{
    public static async Task<PageWeight> MeasureAsync(Uri server, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AutomaticDecompression = DecompressionMethods.None });
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip, deflate, br");
        var known = new HashSet<Uri> { server };
        var queue = new Queue<Uri>(known);
        var weight = new PageWeight(0, 0, 0);
        while (queue.TryDequeue(out var address))
        {
            using var response = await client.GetAsync(address, cancellationToken);
            response.EnsureSuccessStatusCode();
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var isScript = response.Content.Headers.ContentType?.MediaType is "text/javascript";
            weight = new PageWeight(weight.Requests + 1, weight.All + body.Length, weight.Scripts + (isScript ? body.Length : 0));
            var text = Unpack(body, response.Content.Headers.ContentEncoding.SingleOrDefault());
            foreach (Match match in (isScript ? Imports() : Links()).Matches(text))
            {
                var found = new Uri(address, match.Groups["url"].Value);
                if (known.Add(found))
                {
                    queue.Enqueue(found);
                }
            }
        }

        return weight;
    }

    private static string Unpack(byte[] body, string? encoding)
    {
        using var packed = new MemoryStream(body);
        using Stream unpacked = encoding switch
        {
            null => packed,
            "br" => new BrotliStream(packed, CompressionMode.Decompress),
            "gzip" => new GZipStream(packed, CompressionMode.Decompress),
            _ => throw new InvalidDataException($"The encoding {encoding} was not requested."),
        };
        using var reader = new StreamReader(unpacked, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("""(?:href|src)="(?<url>/assets/[^"]+)"|url\(["']?(?<url>[^"')]+\.\w+)["']?\)""")]
    private static partial Regex Links();

    [GeneratedRegex("""(?:from|import)\s*["'](?<url>\.[^"']+)["']""")]
    private static partial Regex Imports();
}
