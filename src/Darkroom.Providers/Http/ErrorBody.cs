using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Darkroom.Providers.Http;

/// <summary>
/// Reads error bodies in every known format: OpenAI's <c>error</c> object, a string or an array under <c>error</c> (Hugging Face), FastAPI's
/// <c>detail</c>, RFC 9457 problems, Google's <c>status</c> and <c>details</c>, lists of <c>errors</c>, and plain text.
/// </summary>
internal static partial class ErrorBody
{
    private const int MaxTextLength = 2_000;

    /// <summary>Reads a body; returns null if it contains no error.</summary>
    /// <param name="body">UTF-8, possibly truncated.</param>
    /// <param name="mediaType">The media type. Only <c>text/plain</c> is read as plain text.</param>
    public static ServiceError? Read(ReadOnlySpan<byte> body, string? mediaType = "application/json")
    {
        // Try JSON whatever the media type: it is also sent as plain text and as an event.
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

    /// <summary>Reads the value of a property named <c>error</c>; returns null if it is null.</summary>
    /// <param name="reader">A reader on the value's first token. It is left on the last one.</param>
    public static ServiceError? Read(ref Utf8JsonReader reader)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        return Read(json.RootElement);
    }

    public static ServiceError? Read(JsonElement json)
    {
        if (json.ValueKind is JsonValueKind.String or JsonValueKind.Array)
        {
            return Text(json) is { } message ? WithCause(new ServiceError { Message = message }) : null;
        }

        if (json.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        if (json.Text("error") is { } exception && json.Text("errors") is { } details)
        {
            // AUTOMATIC1111: the exception's name, and its message in one of two fields.
            return new ServiceError { Type = exception, Message = Text(json, "detail") ?? (details.Length > 0 ? details : exception) };
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

    /// <summary>Returns the data of the first event if the body is an event stream.</summary>
    private static ReadOnlySpan<byte> EventData(ReadOnlySpan<byte> body)
    {
        var at = body.StartsWith("data:"u8) ? 0 : body.StartsWith("event:"u8) || body.StartsWith(":"u8) ? body.IndexOf("\ndata:"u8) + 1 : -1;
        return at < 0 || (at == 0 && !body.StartsWith("data:"u8)) ? body : ResponseSniffer.Trim(body[(at + "data:"u8.Length)..]);
    }

    private static ServiceError? ReadJson(ReadOnlySpan<byte> body)
    {
        try
        {
            return Read(JsonExtensions.Parse(body));
        }
        catch (InvalidOperationException)
        {
            // A name or a text is not UTF-8.
            return null;
        }
    }

    /// <summary>
    /// Reads the vendor's error that a gateway quotes as text beside its own: OpenRouter under <c>metadata</c>, Pollinations under
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
    /// Reads an error that a gateway embeds in its message, sometimes several levels deep; the innermost message is used. Moderation
    /// categories and the name of a rejected field are read from the message if there is no field for them.
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

            // If "error" is only a name, "message" is more helpful.
            return json.RootElement.Text("error") is not null && json.RootElement.Text("message") is { } text
                ? WithCause(new ServiceError { Code = json.RootElement.Text("code"), Message = text })
                : Read(json.RootElement);
        }
        catch (JsonException)
        {
            // The braces are ordinary text.
            return null;
        }
    }

    /// <summary>Returns the unknown field that a message names, if the message starts with one of the fixed phrases.</summary>
    private static string? ParameterIn(string? message) => message switch
    {
        null => null,
        _ when UnknownParameter().Match(message) is { Success: true } found => found.Groups["name"].Value,
        _ when NoStreaming().IsMatch(message) => "stream",
        _ => null,
    };

    /// <summary>Returns the rejected field of FastAPI: the last part of an entry's location.</summary>
    private static string? LocationIn(JsonElement json) => json.Elements("detail")
        .Select(each => each.Elements("loc").Select(part => part.Text()).LastOrDefault())
        .FirstOrDefault(name => name is not null);

    /// <summary>Returns the type of the first entry of FastAPI's list.</summary>
    private static string? TypeIn(JsonElement json) =>
        json.Texts("detail", "type").FirstOrDefault();

    private static string? MessageIn(JsonElement json) =>
        Text(json, "message") ?? Text(json, "detail") ?? Text(json, "details") ?? Text(json, "errors")
        ?? Text(json, "exception_message") ?? Text(json, "title");

    private static string? Text(JsonElement json, string name) => json.Property(name) is { } value ? Text(value) : null;

    /// <summary>Describes the rejected nodes of a ComfyUI workflow.</summary>
    private static string? NodesIn(JsonElement json)
    {
        if (json.Property("node_errors") is not { ValueKind: JsonValueKind.Object } nodes)
        {
            return null;
        }

        var messages = nodes.EnumerateObject().Take(5).SelectMany(node => node.Value.Elements("errors").Select(error =>
            $"{node.Value.Text("class_type") ?? "node"} ({node.Name}): {error.Text("message")}"
            + (error.Text("details") is { Length: > 0 } details ? $", {details}" : ""))).ToList();
        return messages.Count > 0 ? string.Join("; ", messages) : null;
    }

    /// <summary>Returns a string, or the messages of a list's entries with their locations.</summary>
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
    /// Reads the delay before a retry: Hugging Face's <c>estimated_time</c> and <c>retry_after</c> in seconds, as a number or a string;
    /// <c>retry_after_ms</c>; Google's <c>retryDelay</c>.
    /// </summary>
    private static TimeSpan? WaitIn(JsonElement json) =>
        WaitFrom(json, "estimated_time") ?? WaitFrom(json, "retry_after") ?? WaitFrom(json, "retryAfter")
        ?? (json.Number("retry_after_ms") is { } milliseconds ? RetryAfter.FromSeconds(milliseconds / 1000) : null)
        ?? json.Elements("details").Select(detail => WaitFrom(detail, "retryDelay")).FirstOrDefault(delay => delay is not null);

    private static TimeSpan? WaitFrom(JsonElement json, string name) =>
        json.Number(name) is { } seconds ? RetryAfter.FromSeconds(seconds)
        : json.Text(name) is { } text ? RetryAfter.ParseValue(text)
        : null;

    private static ModerationVerdict? ModerationIn(JsonElement error) =>
        error.Property("moderation_details") is { ValueKind: JsonValueKind.Object } details
            ? new ModerationVerdict(details.Text("moderation_stage"), [.. details.Texts("categories")])
            : null;

    /// <summary>Reads Azure's filters that have <c>filtered</c> set, or OpenRouter's <c>reasons</c>.</summary>
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
