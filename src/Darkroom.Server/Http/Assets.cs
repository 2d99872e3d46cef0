using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Darkroom.Server.Http;

/// <summary>
/// Style sheets, scripts, the typeface and icons, embedded in the assembly: a bundle if the build made one, else modules. Their address contains a hash of all of
/// them, so that browsers may cache them permanently and modules find each other by relative paths.
/// </summary>
internal sealed partial class Assets
{
    public const string Bundle = "bundle/";
    public const string Modules = "modules/";

    private readonly FrozenDictionary<string, Asset> _files;
    private readonly ConcurrentDictionary<string, ImmutableArray<string>> _imports = new(StringComparer.Ordinal);
    private readonly string _version;

    public Assets()
        : this(Exist(Bundle) ? Bundle : Modules)
    {
    }

    /// <param name="form"><see cref="Bundle"/> or <see cref="Modules"/>.</param>
    public Assets(string form)
    {
        var assembly = typeof(Assets).Assembly;
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(form, StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        _files = names
            .Where(name => !name.EndsWith(".br", StringComparison.Ordinal) && !name.EndsWith(".gz", StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[form.Length..], name => new Asset(assembly, name, names), StringComparer.Ordinal);
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in _files.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            all.AppendData(file.Value.Bytes);
        }

        _version = Convert.ToHexStringLower(all.GetHashAndReset().AsSpan(0, 6));
    }

    /// <summary>Returns whether the build made <see cref="Bundle"/> or <see cref="Modules"/>.</summary>
    public static bool Exist(string form) =>
        typeof(Assets).Assembly.GetManifestResourceNames().Any(name => name.StartsWith(form, StringComparison.Ordinal));

    /// <summary>Returns the address of a file such as <c>js/darkroom.js</c>.</summary>
    public string this[string path] => _files.ContainsKey(path)
        ? $"/assets/{_version}/{path}"
        : throw new KeyNotFoundException($"There is no asset '{path}'.");

    /// <summary>Returns the paths of all scripts that a script imports, directly or through others.</summary>
    public ImmutableArray<string> Imports(string path) => _imports.GetOrAdd(path, _ =>
    {
        var found = new List<string> { path };
        for (var i = 0; i < found.Count; i++)
        {
            var folder = new Uri(new Uri("file:///"), found[i]);
            found.AddRange(ImportStatements().Matches(Encoding.UTF8.GetString(_files[found[i]].Bytes))
                .Select(match => new Uri(folder, match.Groups["path"].Value).AbsolutePath[1..])
                .Where(import => _files.ContainsKey(import) && !found.Contains(import)));
        }

        return [.. found.Skip(1)];
    });

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
        if (file.Compressed)
        {
            return TypedResults.Bytes(file.Bytes, file.ContentType);
        }

        var accepted = context.Request.GetTypedHeaders().AcceptEncoding.Where(encoding => encoding.Quality != 0).Select(encoding => encoding.Value.Value).ToList();
        if (accepted.Contains("br"))
        {
            headers.ContentEncoding = "br";
            return TypedResults.Bytes(file.Brotli.Value, file.ContentType);
        }

        if (accepted.Contains("gzip"))
        {
            headers.ContentEncoding = "gzip";
            return TypedResults.Bytes(file.Gzip.Value, file.ContentType);
        }

        return TypedResults.Bytes(file.Bytes, file.ContentType);
    }

    [GeneratedRegex("""(?:from|import)\s*["'](?<path>\.\.?/[^"']+)["']""")]
    private static partial Regex ImportStatements();

    private sealed class Asset
    {
        /// <param name="names">All resources: a bundle contains its files compressed as well.</param>
        public Asset(Assembly assembly, string name, HashSet<string> names)
        {
            Bytes = Read(assembly, name);
            ContentType = ContentTypeOf(Path.GetExtension(name));
            Brotli = new(() => names.Contains(name + ".br")
                ? Read(assembly, name + ".br")
                : Compress(packed => new BrotliStream(packed, CompressionLevel.SmallestSize)));
            Gzip = new(() => names.Contains(name + ".gz")
                ? Read(assembly, name + ".gz")
                : Compress(packed => new GZipStream(packed, CompressionLevel.SmallestSize)));
        }

        public byte[] Bytes { get; }

        /// <summary>True if the format is compressed already.</summary>
        public bool Compressed => ContentType is "font/woff2" or "image/png";

        public string ContentType { get; }

        public Lazy<byte[]> Brotli { get; }

        public Lazy<byte[]> Gzip { get; }

        private static byte[] Read(Assembly assembly, string name)
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }

        private static string ContentTypeOf(string extension) => extension switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".png" => "image/png",
            ".woff2" => "font/woff2",
            _ => "application/octet-stream",
        };

        private byte[] Compress(Func<Stream, Stream> wrap)
        {
            using var compressed = new MemoryStream();
            using (var compressor = wrap(compressed))
            {
                compressor.Write(Bytes);
            }

            return compressed.ToArray();
        }
    }
}
