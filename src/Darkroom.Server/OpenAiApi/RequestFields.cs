using System.Runtime.InteropServices;
using System.Text.Json;

namespace Darkroom.Server.OpenAiApi;

/// <summary>
/// The fields of a request, from JSON or a form. Clients send numbers as texts and the other way round, so each field is read by what it is for. The
/// first mistake is kept; unknown fields are ignored.
/// </summary>
internal sealed class RequestFields
{
    private const int MaxImages = 16;
    private static readonly string[] AddressNames = ["image_url", "file_id", "url"];
    private readonly Dictionary<string, JsonElement> _json = [];
    private readonly MultipartForm? _form;

    private RequestFields(JsonElement json) => _json = json.EnumerateObject().GroupBy(one => one.Name).ToDictionary(one => one.Key, one => one.Last().Value);

    private RequestFields(MultipartForm form) => _form = form;

    /// <summary>Returns the fields of an object of the body, and some that the caller knows.</summary>
    /// <param name="others">Texts, or lists of them; null for a field that is missing.</param>
    public static RequestFields From(JsonElement json, params ReadOnlySpan<(string Name, object? Value)> others)
    {
        var fields = new RequestFields(json);
        foreach (var (name, value) in others)
        {
            if (value is not null)
            {
                fields._json[name] = JsonSerializer.SerializeToElement(value);
            }
        }

        return fields;
    }

    /// <summary>What is wrong with a field that was read; null if nothing is.</summary>
    public OpenAiError? Error { get; private set; }

    /// <summary>Reads a body.</summary>
    /// <returns>The fields, or what is wrong with the body.</returns>
    public static async Task<(RequestFields? Fields, OpenAiError? Error)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // What is said to be another form is read as JSON: "curl -d" says so of whatever it sends.
        if (request.HasFormContentType && request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            return await MultipartForm.ReadAsync(request, cancellationToken) is { } form
                ? (new RequestFields(form), null)
                : (null, OpenAiError.Invalid(null, "The form cannot be read. Send multipart/form-data with a boundary.", "invalid_request"));
        }

        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken);
            CheckText(document.RootElement);
            return document.RootElement.ValueKind is JsonValueKind.Object
                ? (new RequestFields(document.RootElement.Clone()), null)
                : (null, NotJson(request));
        }
        catch (InvalidOperationException)
        {
            return (null, OpenAiError.Invalid(null, "The body has a text that is not valid Unicode.", "invalid_value"));
        }
        catch (JsonException)
        {
            return (null, NotJson(request));
        }
    }

    /// <summary>Reads every name and every escaped text once, so that none of them fails later.</summary>
    /// <exception cref="InvalidOperationException">One is half of a surrogate pair.</exception>
    private static void CheckText(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    _ = property.Name;
                    CheckText(property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var element in value.EnumerateArray())
                {
                    CheckText(element);
                }

                break;
            case JsonValueKind.String when JsonMarshal.GetRawUtf8Value(value).Contains((byte)'\\'):
                _ = value.GetString();
                break;
        }
    }

    private static OpenAiError NotJson(HttpRequest request)
    {
        var types = request.HttpContext.GetEndpoint()?.Metadata.GetMetadata<DescribedBody>()?.ContentTypes ?? [];
        return OpenAiError.Invalid(null, $"The body is not a JSON object. Send {string.Join(" or ", types)}, with this Content-Type.", "invalid_request");
    }

    /// <summary>Returns a text; null if it is missing, empty or null.</summary>
    public string? Text(string name)
    {
        if (_form is not null)
        {
            return _form.Text(name);
        }

        return Value(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } value => TextOf(value) is { } text ? text.Length > 0 ? text : null : Wrong<string?>(name, "The text is not valid Unicode."),
            { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
            _ => Wrong<string?>(name, "Send a text."),
        };
    }

    /// <summary>Returns whether a text field was sent, even if it is empty.</summary>
    public bool Has(string name) => _form is not null ? _form.Has(name) : _json.ContainsKey(name);

    public bool Flag(string name) => _form is null && Value(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value
        ? value.GetBoolean()
        : Text(name) switch
        {
            null or "false" or "0" => false,
            "true" or "1" => true,
            _ => Wrong<bool>(name, "Send true or false."),
        };

    /// <summary>Returns a whole number in a range; null if it is missing.</summary>
    public long? Integer(string name, long min, long max) => Text(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number
        : Wrong<long?>(name, $"Send a whole number from {min} to {max}.");

    /// <summary>Returns one of some values; null if it is missing.</summary>
    public string? OneOf(string name, params ReadOnlySpan<string> values)
    {
        var text = Text(name);
        return text is null || values.Contains(text) ? text : Wrong<string?>(name, $"'{PageText.Short(text, 40)}' is not supported. Send one of: {string.Join(", ", values.ToArray())}.");
    }

    /// <summary>Returns the images of a field: the files of a form, or the references of JSON, as data URLs or ids of images in the gallery.</summary>
    /// <param name="name">The field of one image. Several are <c>name[]</c> or <c>name[0]</c> in forms, and <c>names</c> in JSON.</param>
    /// <param name="remote">Reads what is written for an image.</param>
    public async Task<ImmutableArray<ImageReference>> ImagesAsync(string name, RemoteImages remote, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<ImageReference>();
        if (_form is not null)
        {
            found.AddRange(_form.Files(name).Select(bytes => new ImageReference.Inline(bytes)));
            if (found.Count == 0 && Text(name) is { } text)
            {
                found.Add(await remote.ReadAsync(text, cancellationToken));
            }

            return found.ToImmutable();
        }

        var values = Value($"{name}s") ?? Value(name);
        var total = 0L;
        foreach (var value in values is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : values is { } one ? [one] : (JsonElement[])[])
        {
            var image = DataUrlIn(value) is { IsEmpty: false } data ? ImageReference.Read(data) : await remote.ReadAsync(AddressOf(value), cancellationToken);
            total += image is ImageReference.Inline(var bytes) ? bytes.Length : 0;
            if (found.Count == MaxImages || total > InputImages.MaxBytes)
            {
                Wrong<string>(name, $"Send at most {MaxImages} images of {InputImages.MaxBytes:N0} bytes in all.");
                return [];
            }

            found.Add(image);
        }

        return found.ToImmutable();
    }

    /// <summary>Keeps a mistake; the first one counts.</summary>
    public T? Wrong<T>(string name, string message, string code = "invalid_value")
    {
        Error ??= OpenAiError.Invalid(name, message, code);
        return default;
    }

    /// <summary>Returns a value of JSON; null if it is missing or null, or if this is a form.</summary>
    public JsonElement? Value(string name) => _json.TryGetValue(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    /// <summary>Reads what clients write for an image: its address as a text, or an object with it.</summary>
    public static string? AddressOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => TextOf(value),
        JsonValueKind.Object => AddressNames.Select(name => value.TryGetProperty(name, out var inner) ? AddressOf(inner) : null).FirstOrDefault(text => text is not null),
        _ => null,
    };

    /// <summary>Returns the text of a value; null if it is not a text or not valid Unicode.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }

    /// <summary>Returns a data URL as it stands in the body: as a text it would lie in memory twice more. Empty for anything else.</summary>
    private static ReadOnlySpan<byte> DataUrlIn(JsonElement value) =>
        value.ValueKind is JsonValueKind.String && JsonMarshal.GetRawUtf8Value(value) is [(byte)'"', .. var raw, (byte)'"'] && raw.StartsWith("data:"u8) && !raw.Contains((byte)'\\')
            ? raw
            : default;
}
