using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Darkroom.Providers.Http;

/// <summary>
/// Reads the body of a refusal, whoever wrote it: OpenAI's <c>error</c> object, a bare string or an array under <c>error</c>
/// (Hugging Face), FastAPI's <c>detail</c>, RFC 9457 problems, Google's <c>status</c> and <c>details</c>, lists of
/// <c>errors</c>, or plain text.
/// </summary>
internal static partial class ErrorBody
{
    private const int MaxTextLength = 2_000;

    /// <summary>Reads a body that should hold an error; null where it holds none.</summary>
    /// <param name="body">UTF-8, perhaps cut off.</param>
    /// <param name="mediaType">Plain text is only believed where it is called so.</param>
    public static ServiceError? Read(ReadOnlySpan<byte> body, string? mediaType = "application/json")
    {
        // By its bytes first: JSON is also sent as plain text, and as an event.
        if (ReadJson(EventData(ResponseSniffer.Trim(body))) is { } error)
        {
            return error;
        }

        if (mediaType is not "text/plain")
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxTextLength)]);
        return new ServiceError { Message = text, Parameter = ParameterIn(text) };
    }

    /// <summary>Reads the value of a property named <c>error</c>; null where it is null.</summary>
    /// <param name="reader">On the value's first token; left on its last.</param>
    public static ServiceError? Read(ref Utf8JsonReader reader)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        return Read(json.RootElement);
    }

    public static ServiceError? Read(JsonElement json)
    {
        if (json.ValueKind is JsonValueKind.String or JsonValueKind.Array)
        {
            return Text(json) is { } words ? WithCause(new ServiceError { Message = words }) : null;
        }

        if (json.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        if (json.Text("error") is { } exception && json.Text("errors") is { } what)
        {
            // AUTOMATIC1111: the exception's name, and what it says in one of two places.
            return new ServiceError { Type = exception, Message = Text(json, "detail") ?? (what.Length > 0 ? what : exception) };
        }

        if (json.Property("error") is { } nested && Read(nested) is { } inner)
        {
            return inner with
            {
                RetryAfter = inner.RetryAfter ?? WaitIn(json),
                Type = inner.Type ?? json.Text("error_type"),
                Message = NodesIn(json) ?? inner.Message ?? MessageIn(json),
                Parameter = inner.Parameter ?? json.Text("param"),
            };
        }

        var error = new ServiceError
        {
            Code = json.Text("code"),
            Type = json.Text("type") ?? json.Text("status") ?? json.Text("name") ?? TypeIn(json),
            Message = MessageIn(json),
            Status = StatusIn(json),
            RetryAfter = WaitIn(json),
            Moderation = ModerationIn(json) ?? FilteredIn(json),
            Parameter = json.Text("param") ?? LocationIn(json),
        };
        return error is { Code: null, Message: null, Status: null } ? null : WithQuotedError(WithCause(error), json);
    }

    /// <summary>Inside an event stream the error is the data of its first event.</summary>
    private static ReadOnlySpan<byte> EventData(ReadOnlySpan<byte> body)
    {
        var at = body.StartsWith("data:"u8) ? 0 : body.StartsWith("event:"u8) || body.StartsWith(":"u8) ? body.IndexOf("\ndata:"u8) + 1 : -1;
        return at < 0 || (at == 0 && !body.StartsWith("data:"u8)) ? body : ResponseSniffer.Trim(body[(at + "data:"u8.Length)..]);
    }

    private static ServiceError? ReadJson(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var json = JsonDocument.ParseValue(ref reader);
            return Read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>
    /// Beside words of its own, a gateway quotes what the vendor said as a text: OpenRouter under <c>metadata</c>, Pollinations under
    /// <c>details</c>.
    /// </summary>
    private static ServiceError WithQuotedError(ServiceError error, JsonElement json)
    {
        var raw = json.Property("metadata")?.Text("raw") ?? json.Property("details")?.Text("upstreamBody");
        if (raw is not { Length: > 0 })
        {
            return error;
        }

        var quoted = Read(Encoding.UTF8.GetBytes(raw)) ?? new ServiceError { Message = raw };
        return error with
        {
            Code = error.Code ?? quoted.Code,
            Message = quoted.Message ?? error.Message,
            Moderation = error.Moderation ?? quoted.Moderation,
            Parameter = error.Parameter ?? quoted.Parameter,
            Cause = quoted,
        };
    }

    /// <summary>
    /// Gateways pass another's whole error on inside their message, some several times over: the innermost words are the cause. What the words
    /// alone say, categories and the name of a field, is read from them.
    /// </summary>
    private static ServiceError WithCause(ServiceError error)
    {
        var cause = CauseIn(error.Message);
        var message = cause?.Message ?? error.Message;
        return error with
        {
            Message = message,
            Moderation = error.Moderation ?? cause?.Moderation ?? ViolationsIn(message),
            RetryAfter = error.RetryAfter ?? cause?.RetryAfter,
            Parameter = error.Parameter ?? cause?.Parameter ?? ParameterIn(message),
            Cause = cause,
        };
    }

    private static ServiceError? CauseIn(string? message)
    {
        var start = message?.IndexOf('{', StringComparison.Ordinal) ?? -1;
        var end = message?.LastIndexOf('}') ?? -1;
        if (start < 0 || end < start)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(message.AsMemory(start, end - start + 1));

            // Beside its name alone, the words are the better ones.
            return json.RootElement.Text("error") is not null && json.RootElement.Text("message") is { } words
                ? WithCause(new ServiceError { Code = json.RootElement.Text("code"), Message = words })
                : Read(json.RootElement);
        }
        catch (JsonException)
        {
            // Braces in ordinary text.
            return null;
        }
    }

    /// <summary>The field that a message names as one it does not know: by a fixed phrase that the message begins with.</summary>
    private static string? ParameterIn(string? message) => message switch
    {
        null => null,
        _ when UnknownParameter().Match(message) is { Success: true } found => found.Groups["name"].Value,
        _ when NoStreaming().IsMatch(message) => "stream",
        _ => null,
    };

    /// <summary>FastAPI names the place of each entry; the last part of it is the field.</summary>
    private static string? LocationIn(JsonElement json) => json.Elements("detail")
        .Select(each => each.Elements("loc").Select(part => part.Text()).LastOrDefault())
        .FirstOrDefault(name => name is not null);

    /// <summary>Where FastAPI lists what is wrong, each entry has a type of its own.</summary>
    private static string? TypeIn(JsonElement json) =>
        json.Elements("detail").Select(each => each.Text("type")).FirstOrDefault(type => type is not null);

    private static string? MessageIn(JsonElement json) =>
        Text(json, "message") ?? Text(json, "detail") ?? Text(json, "details") ?? Text(json, "errors")
        ?? Text(json, "exception_message") ?? Text(json, "title");

    private static string? Text(JsonElement json, string name) => json.Property(name) is { } value ? Text(value) : null;

    /// <summary>ComfyUI: which nodes of the workflow it complains about, and why.</summary>
    private static string? NodesIn(JsonElement json)
    {
        if (json.Property("node_errors") is not { ValueKind: JsonValueKind.Object } nodes)
        {
            return null;
        }

        var said = nodes.EnumerateObject().Take(5).SelectMany(node => node.Value.Elements("errors").Select(error =>
            $"{node.Value.Text("class_type") ?? "node"} ({node.Name}): {error.Text("message")}"
            + (error.Text("details") is { Length: > 0 } details ? $", {details}" : ""))).ToList();
        return said.Count > 0 ? string.Join("; ", said) : null;
    }

    /// <summary>A string, or what the entries of a list say, with the place they complain about.</summary>
    private static string? Text(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return value.Text() is { Length: > 0 } text ? text : null;
            case JsonValueKind.Array:
                var all = value.EnumerateArray().Take(5).Select(Text).OfType<string>().ToList();
                return all.Count > 0 ? string.Join("; ", all) : null;
            case JsonValueKind.Object when (value.Text("msg") ?? value.Text("message") ?? value.Text("description")) is { } message:
                return value.Property("loc") is { ValueKind: JsonValueKind.Array } place
                    ? $"{string.Join('.', place.EnumerateArray().Select(part => part.ToString()))}: {message}"
                    : message;
            default:
                return null;
        }
    }

    private static HttpStatusCode? StatusIn(JsonElement json) =>
        (json.Integer("code") ?? json.Integer("status")) is >= 400 and <= 599 and var status ? (HttpStatusCode)status : null;

    /// <summary>
    /// Hugging Face's <c>estimated_time</c> and a plain <c>retry_after</c> in seconds, as a number or a text; <c>retry_after_ms</c>;
    /// Google's <c>retryDelay</c>.
    /// </summary>
    private static TimeSpan? WaitIn(JsonElement json) =>
        WaitFrom(json, "estimated_time") ?? WaitFrom(json, "retry_after") ?? WaitFrom(json, "retryAfter")
        ?? (json.Number("retry_after_ms") is { } milliseconds ? RetryAfter.FromSeconds(milliseconds / 1000) : null)
        ?? json.Elements("details").Select(detail => WaitFrom(detail, "retryDelay")).FirstOrDefault(delay => delay is not null);

    private static TimeSpan? WaitFrom(JsonElement json, string name) =>
        json.Number(name) is { } seconds ? RetryAfter.FromSeconds(seconds)
        : json.Text(name) is { } text ? RetryAfter.ParseValue(text)
        : null;

    private static ModerationVerdict? ModerationIn(JsonElement error)
    {
        return error.Property("moderation_details") is { ValueKind: JsonValueKind.Object } details
            ? new ModerationVerdict(
                details.Text("moderation_stage"), [.. details.Elements("categories").Select(each => each.Text()).OfType<string>()])
            : null;
    }

    /// <summary>Azure's filters, of which those with <c>filtered</c> stopped it; OpenRouter's <c>reasons</c>.</summary>
    private static ModerationVerdict? FilteredIn(JsonElement error)
    {
        if ((error.Property("inner_error") ?? error.Property("innererror")) is { } inner)
        {
            return (inner.Property("content_filter_results") ?? inner.Property("content_filter_result")) is { ValueKind: JsonValueKind.Object } filters
                ? new ModerationVerdict(null, [.. filters.EnumerateObject().Where(each => each.Value.Boolean("filtered") is true).Select(each => each.Name)])
                : null;
        }

        return error.Property("metadata") is { } metadata && metadata.Property("reasons") is { ValueKind: JsonValueKind.Array } reasons
            ? new ModerationVerdict("input", [.. reasons.EnumerateArray().Select(each => each.ToString())])
            : null;
    }

    private static ModerationVerdict? ViolationsIn(string? message) =>
        message is not null && Violations().Match(message) is { Success: true } found
            ? new ModerationVerdict(null, [.. found.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)])
            : null;

    [GeneratedRegex(@"safety_violations=\[([^\]]*)\]", RegexOptions.NonBacktracking)]
    private static partial Regex Violations();

    [GeneratedRegex(
        @"\A(json: )?(unknown|unrecognized|unsupported|unexpected|invalid|extra) (request )?(field|parameter|argument|key|property|option)s?"
        + @"( supplied| provided)?:? ?['""`]?(?<name>[a-z][\w.-]{0,59})",
        RegexOptions.IgnoreCase)]
    private static partial Regex UnknownParameter();

    [GeneratedRegex(
        @"\b(streaming|stream mode|stream=true|'stream'|""stream"") (is )?(not|un)( yet| currently)? ?(supported|available|enabled|implemented)\b"
        + @"|\bdoes not( yet| currently)? support (streaming|'stream'|""stream"")",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex NoStreaming();
}
