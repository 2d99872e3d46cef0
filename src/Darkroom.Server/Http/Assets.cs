using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Darkroom.Server.Http;

/// <summary>
/// Style sheets and scripts, embedded in the assembly. Their address contains a hash of all of them, so that browsers may cache them
/// permanently and modules find each other by relative paths.
/// </summary>
internal sealed class Assets
{
    private const string Prefix = "wwwroot/";
    private readonly FrozenDictionary<string, Asset> _files;
    private readonly string _version;

    public Assets()
    {
        var assembly = typeof(Assets).Assembly;
        _files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..], name => Asset.Load(assembly.GetManifestResourceStream(name)!, name), StringComparer.Ordinal);
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in _files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            all.AppendData(file.Value.Bytes);
        }

        _version = Convert.ToHexStringLower(all.GetHashAndReset().AsSpan(0, 6));
    }

    /// <summary>Returns the address of a file such as <c>js/studio.js</c>.</summary>
    public string this[string path] => _files.ContainsKey(path)
        ? $"/assets/{_version}/{path}"
        : throw new KeyNotFoundException($"There is no asset '{path}'.");

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods("/assets/{version}/{**path}", HttpSetup.Reads, Serve).ExcludeFromDescription();

    private static IResult Serve(string path, HttpContext context, Assets assets)
    {
        if (!assets._files.TryGetValue(path, out var file))
        {
            return Problems.NotFound("There is no such file.");
        }

        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = "Accept-Encoding";
        if (!AcceptsBrotli(context.Request))
        {
            return TypedResults.Bytes(file.Bytes, file.ContentType);
        }

        headers.ContentEncoding = "br";
        return TypedResults.Bytes(file.Brotli.Value, file.ContentType);
    }

    private static bool AcceptsBrotli(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(encoding => encoding.Value == "br" && encoding.Quality != 0);

    private sealed record Asset(byte[] Bytes, string ContentType)
    {
        /// <summary>The compressed file, made on the first request.</summary>
        public Lazy<byte[]> Brotli { get; } = new(() => Compress(Bytes));

        public static Asset Load(Stream stream, string name)
        {
            using (stream)
            {
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                return new Asset(bytes, ContentTypeOf(Path.GetExtension(name)));
            }
        }

        private static string ContentTypeOf(string extension) => extension switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };

        private static byte[] Compress(byte[] bytes)
        {
            using var compressed = new MemoryStream();
            using (var brotli = new BrotliStream(compressed, CompressionLevel.SmallestSize))
            {
                brotli.Write(bytes);
            }

            return compressed.ToArray();
        }
    }
}
