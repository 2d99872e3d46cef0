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
    private const int LongestText = 2_000;

    /// <summary>Reads a body that should hold an error; null where it holds none.</summary>
    /// <param name="body">UTF-8, perhaps cut off.</param>
    /// <param name="mediaType">Plain text is only believed where it is called so.</param>
    public static ServiceError? Read(ReadOnlySpan<byte> body, string? mediaType = "application/json")
    {
        if (mediaType is "text/plain")
        {
            return new ServiceError { Message = Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestText)]) };
        }

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
            return Words(json) is { } words ? new ServiceError { Message = words } : null;
        }

        if (json.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        if (json.Text("error") is { } exception && json.Text("errors") is { } what)
        {
            // AUTOMATIC1111: the exception's name, and what it says in one of two places.
            return new ServiceError { Type = exception, Message = Words(json, "detail") ?? (what.Length > 0 ? what : exception) };
        }

        if (json.Member("error") is { } nested && Read(nested) is { } inner)
        {
            return inner with
            {
                RetryAfter = inner.RetryAfter ?? WaitIn(json),
                Type = inner.Type ?? json.Text("error_type"),
                Message = NodesIn(json) ?? inner.Message ?? MessageIn(json),
            };
        }

        var error = new ServiceError
        {
            Code = json.Text("code"),
            Type = json.Text("type") ?? json.Text("status") ?? json.Text("name") ?? TypeIn(json),
            Message = MessageIn(json),
            Status = StatusIn(json),
            RetryAfter = WaitIn(json),
            Moderation = ModerationIn(json) ?? FilteredIn(json) ?? ViolationsIn(MessageIn(json)),
        };
        return error is { Code: null, Message: null, Status: null } ? null : Quoting(error, json);
    }

    /// <summary>OpenRouter's own words are "Provider returned error"; what the vendor said stands beside them as text.</summary>
    private static ServiceError Quoting(ServiceError error, JsonElement json)
    {
        if (json.Member("metadata")?.Text("raw") is not { Length: > 0 } raw)
        {
            return error;
        }

        var quoted = Read(Encoding.UTF8.GetBytes(raw)) ?? new ServiceError { Message = raw };
        return error with
        {
            Code = error.Code ?? quoted.Code,
            Message = quoted.Message ?? error.Message,
            Moderation = error.Moderation ?? quoted.Moderation,
        };
    }

    /// <summary>Where FastAPI lists what is wrong, each entry has a type of its own.</summary>
    private static string? TypeIn(JsonElement json) =>
        json.List("detail").Select(each => each.Text("type")).FirstOrDefault(type => type is not null);

    private static string? MessageIn(JsonElement json) =>
        Unwrapped(Words(json, "message")) ?? Words(json, "detail") ?? Words(json, "details") ?? Words(json, "errors")
        ?? Words(json, "exception_message") ?? Words(json, "title");

    /// <summary>Gateways pass another's whole error on as their message, some several times over: the innermost words are the cause.</summary>
    private static string? Unwrapped(string? message)
    {
        if (message is not ['{', ..])
        {
            return message;
        }

        try
        {
            using var json = JsonDocument.Parse(message);
            return json.RootElement.Text("message") is { } inner ? Unwrapped(inner) : Read(json.RootElement)?.Message ?? message;
        }
        catch (JsonException)
        {
            return message;
        }
    }

    private static string? Words(JsonElement json, string name) => json.Member(name) is { } value ? Words(value) : null;

    /// <summary>ComfyUI: which nodes of the workflow it complains about, and why.</summary>
    private static string? NodesIn(JsonElement json)
    {
        if (json.Member("node_errors") is not { ValueKind: JsonValueKind.Object } nodes)
        {
            return null;
        }

        var said = nodes.EnumerateObject().Take(5).SelectMany(node => node.Value.List("errors").Select(error =>
            $"{node.Value.Text("class_type") ?? "node"} ({node.Name}): {error.Text("message")}"
            + (error.Text("details") is { Length: > 0 } details ? $", {details}" : ""))).ToList();
        return said.Count > 0 ? string.Join("; ", said) : null;
    }

    /// <summary>A string, or what the entries of a list say, with the place they complain about.</summary>
    private static string? Words(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return value.Text() is { Length: > 0 } text ? text : null;
            case JsonValueKind.Array:
                var all = value.EnumerateArray().Take(5).Select(Words).OfType<string>().ToList();
                return all.Count > 0 ? string.Join("; ", all) : null;
            case JsonValueKind.Object when (value.Text("msg") ?? value.Text("message") ?? value.Text("description")) is { } message:
                return value.Member("loc") is { ValueKind: JsonValueKind.Array } place
                    ? $"{string.Join('.', place.EnumerateArray().Select(part => part.ToString()))}: {message}"
                    : message;
            default:
                return null;
        }
    }

    private static HttpStatusCode? StatusIn(JsonElement json) =>
        (json.Whole("code") ?? json.Whole("status")) is >= 400 and <= 599 and var status ? (HttpStatusCode)status : null;

    /// <summary>
    /// Hugging Face's <c>estimated_time</c> and a plain <c>retry_after</c> in seconds, as a number or a text; <c>retry_after_ms</c>;
    /// Google's <c>retryDelay</c>.
    /// </summary>
    private static TimeSpan? WaitIn(JsonElement json) =>
        WaitNamed(json, "estimated_time") ?? WaitNamed(json, "retry_after") ?? WaitNamed(json, "retryAfter")
        ?? (json.Number("retry_after_ms") is { } milliseconds ? Waits.OfSeconds(milliseconds / 1000) : null)
        ?? json.List("details").Select(detail => WaitNamed(detail, "retryDelay")).FirstOrDefault(delay => delay is not null);

    private static TimeSpan? WaitNamed(JsonElement json, string name) =>
        json.Number(name) is { } seconds ? Waits.OfSeconds(seconds)
        : json.Text(name) is { } text ? Waits.Value(text)
        : null;

    private static ModerationVerdict? ModerationIn(JsonElement error)
    {
        return error.Member("moderation_details") is { ValueKind: JsonValueKind.Object } details
            ? new ModerationVerdict(
                details.Text("moderation_stage"), [.. details.List("categories").Select(each => each.Text()).OfType<string>()])
            : null;
    }

    /// <summary>Azure's filters, of which those with <c>filtered</c> stopped it; OpenRouter's <c>reasons</c>.</summary>
    private static ModerationVerdict? FilteredIn(JsonElement error)
    {
        if ((error.Member("inner_error") ?? error.Member("innererror")) is { } inner)
        {
            return (inner.Member("content_filter_results") ?? inner.Member("content_filter_result")) is { ValueKind: JsonValueKind.Object } filters
                ? new ModerationVerdict(null, [.. filters.EnumerateObject().Where(each => each.Value.Flag("filtered") is true).Select(each => each.Name)])
                : null;
        }

        return error.Member("metadata") is { } metadata && metadata.Member("reasons") is { ValueKind: JsonValueKind.Array } reasons
            ? new ModerationVerdict("input", [.. reasons.EnumerateArray().Select(each => each.ToString())])
            : null;
    }

    private static ModerationVerdict? ViolationsIn(string? message) =>
        message is not null && Violations().Match(message) is { Success: true } found
            ? new ModerationVerdict(null, [.. found.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)])
            : null;

    [GeneratedRegex(@"safety_violations=\[([^\]]*)\]", RegexOptions.NonBacktracking)]
    private static partial Regex Violations();
}
