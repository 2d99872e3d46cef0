using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Darkroom.Server.OpenAiApi;

/// <summary>
/// A form of a client. The framework's own reader rejects what clients really send, such as names in brackets without quotes, and takes a part without a
/// file name for a text.
/// </summary>
internal sealed partial class MultipartForm
{
    /// <summary>Boundaries have at most 70 characters (RFC 2046).</summary>
    private const int MaxBoundary = 200;

    private readonly Dictionary<string, string> _texts = [];
    private readonly List<(string Name, byte[] Bytes)> _files = [];

    private MultipartForm()
    {
    }

    /// <summary>Reads a form.</summary>
    /// <returns>Null if it is not one.</returns>
    public static async Task<MultipartForm?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= MaxBoundary } boundary)
        {
            return null;
        }

        var form = new MultipartForm();
        try
        {
            var reader = new MultipartReader(boundary, request.Body);
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } part)
            {
                await form.AddAsync(part, cancellationToken);
            }

            return form;
        }
        catch (Exception fault) when (fault is InvalidDataException or (IOException and not BadHttpRequestException) && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Returns a text; null if there is none or it is empty.</summary>
    public string? Text(string name) => _texts.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;

    public bool Has(string name) => _texts.ContainsKey(name);

    /// <summary>Returns the files of a field: <c>name</c>, <c>name[]</c> or <c>name[0]</c>.</summary>
    public IEnumerable<byte[]> Files(string name) =>
        _files.Where(file => file.Name == name || file.Name.StartsWith($"{name}[", StringComparison.Ordinal)).Select(file => file.Bytes);

    private async Task AddAsync(MultipartSection part, CancellationToken cancellationToken)
    {
        var disposition = part.ContentDisposition ?? "";
        if (Name().Match(disposition) is not { Success: true } name)
        {
            return;
        }

        using var bytes = new MemoryStream();
        await part.Body.CopyToAsync(bytes, cancellationToken);
        var field = name.Groups["quoted"].Success ? name.Groups["quoted"].Value : name.Groups["plain"].Value;
        if (FileName().IsMatch(disposition))
        {
            _files.Add((field, bytes.ToArray()));
        }
        else
        {
            _texts[field] = Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
        }
    }

    [GeneratedRegex("""(?:^|[;\s])name\s*=\s*(?:"(?<quoted>[^"]*)"|(?<plain>[^;\s]+))""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex(@"(?:^|[;\s])filename\*?\s*=", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex FileName();
}
