using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Darkroom.Providers.OpenAi;

/// <summary>
/// Turns OpenAI's errors into failures: by <c>code</c> first, then by type, then by HTTP status. (The type
/// <c>image_generation_user_error</c> stands for moderation as well as for a bad size, so it decides nothing.)
/// </summary>
internal static partial class OpenAiErrors
{
    private const int LongestMessage = 500;

    // Beyond that nothing is searched: patterns take longer on longer text.
    private const int LongestRead = 4_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>Reads a body that should hold an error, nested under <c>error</c> or flat; null where it holds none.</summary>
    public static OpenAiError? ReadBody(ReadOnlySpan<byte> body)
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

    /// <summary>Reads the value of a property named <c>error</c>; null where it is null.</summary>
    /// <param name="reader">On the value's first token; left on its last.</param>
    public static OpenAiError? Read(ref Utf8JsonReader reader)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        return Read(json.RootElement);
    }

    private static OpenAiError? Read(JsonElement json)
    {
        if (json.ValueKind is JsonValueKind.String)
        {
            return new OpenAiError(null, null, json.GetString());
        }

        if (json.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        if (json.TryGetProperty("error", out var nested) && nested.ValueKind is JsonValueKind.Object or JsonValueKind.String)
        {
            return Read(nested);
        }

        var error = new OpenAiError(Text(json, "code"), Text(json, "type"), Text(json, "message") ?? Text(json, "detail"))
        {
            Status = json.TryGetProperty("code", out var number) && number.ValueKind is JsonValueKind.Number
                && number.TryGetInt32(out var status) && status is >= 400 and <= 599 ? (HttpStatusCode)status : null,
            Moderation = ModerationIn(json),
        };
        return error is { Code: null, Message: null } ? null : error;
    }

    /// <summary>What an HTTP status other than 200 means.</summary>
    /// <param name="response">Its status and headers.</param>
    /// <param name="error">What the body says, or null where it is empty, HTML or something else.</param>
    /// <param name="key">The API key: scrubbed from whatever the provider echoes.</param>
    /// <param name="now">To tell how long a date is away.</param>
    public static Failure Of(HttpResponseMessage response, OpenAiError? error, string? key, DateTimeOffset now) =>
        Of(error ?? new OpenAiError(null, null, null), response.StatusCode, RetryAfter(response.Headers, now), key);

    /// <summary>What an error inside a stream means.</summary>
    public static Failure Of(OpenAiError error, string? key) => Of(error, status: null, retryAfter: null, key);

    /// <summary>Makes a provider's text fit to be shown: one line, not endless, without anything that looks like a key.</summary>
    /// <returns>Null where nothing worth quoting is left.</returns>
    public static string? Quotable(string? text, string? key, int longest = LongestMessage)
    {
        if (string.IsNullOrWhiteSpace(text) || Markup().IsMatch(text))
        {
            return null;
        }

        var clean = key is { Length: > 0 } ? text.Replace(key, "[key]", StringComparison.Ordinal) : text;
        clean = clean.Length <= LongestRead ? clean : clean[..LongestRead];
        clean = Spaces().Replace(KeyLike().Replace(clean, "[key]"), " ").Trim();
        return clean.Length <= longest ? clean : string.Concat(clean.AsSpan(0, longest - 1).TrimEnd(), "…");
    }

    private static Failure Of(OpenAiError error, HttpStatusCode? status, TimeSpan? retryAfter, string? key)
    {
        var code = CodeOf(error, status);
        var said = Quotable(error.Message, key);
        return code switch
        {
            // What they say about a key quotes the key.
            FailureCode.Authentication => new Failure(code, "OpenAI refused the API key. Check OPENAI_API_KEY."),
            FailureCode.ModerationBlocked => Blocked(error.Moderation ?? new ModerationVerdict(null, CategoriesIn(error.Message))),
            FailureCode.RateLimited => new Failure(
                code, said ?? "OpenAI asks to slow down.", retryAfter ?? WaitIn(error.Message)),
            FailureCode.Unavailable => new Failure(code, said ?? $"OpenAI is not available{In(status)}.", retryAfter),
            FailureCode.Timeout => new Failure(code, said ?? $"OpenAI took too long{In(status)}."),
            FailureCode.Permission => new Failure(code, said ?? $"OpenAI does not allow this for the account{In(status)}."),
            FailureCode.Quota => new Failure(code, said ?? "The OpenAI account has no credit left."),
            FailureCode.InvalidRequest => new Failure(
                code, said ?? $"OpenAI refused the request{In(status)}. Check the base URL and the model."),
            _ => new Failure(code, said ?? $"OpenAI could not make the picture{In(status)}."),
        };
    }

    /// <summary>In words of our own: theirs are long, and go on about support tickets.</summary>
    private static Failure Blocked(ModerationVerdict verdict)
    {
        var what = verdict.Stage switch { "input" => "the prompt", "output" => "the finished picture", _ => "this picture" };
        var why = verdict.Categories.IsEmpty ? "" : $" ({string.Join(", ", verdict.Categories)})";
        return new Failure(FailureCode.ModerationBlocked, $"OpenAI's safety system blocked {what}{why}.", Moderation: verdict);
    }

    private static FailureCode CodeOf(OpenAiError error, HttpStatusCode? status) =>
        CodeOf(error.Code) ?? CodeOf(error.Type) ?? (MustBeVerified(error) ? FailureCode.Permission : CodeOf(status ?? error.Status, error.Type));

    private static FailureCode? CodeOf(string? code) => code switch
    {
        "invalid_api_key" or "authentication_error" => FailureCode.Authentication,
        "missing_scope" or "permission_error" => FailureCode.Permission,
        "insufficient_quota" or "billing_hard_limit_reached" or "billing_not_active" => FailureCode.Quota,
        "rate_limit_exceeded" or "rate_limit_error" => FailureCode.RateLimited,
        "moderation_blocked" or "content_filter" or "contentFilter" or "content_policy_violation"
            or "image_content_policy_violation" => FailureCode.ModerationBlocked,
        "model_not_found" or "invalid_value" or "empty_string" or "unknown_parameter" or "invalid_prompt"
            or "invalid_image_file" or "unsupported_file_mimetype" => FailureCode.InvalidRequest,
        "server_error" => FailureCode.Unavailable,
        "timeout" => FailureCode.Timeout,
        _ => null,
    };

    private static FailureCode CodeOf(HttpStatusCode? status, string? type) => (int?)status switch
    {
        401 => FailureCode.Authentication,
        402 => FailureCode.Quota,
        403 => FailureCode.Permission,
        408 => FailureCode.Timeout,
        429 => FailureCode.RateLimited,
        >= 500 => FailureCode.Unavailable,
        not null => FailureCode.InvalidRequest,

        // In a stream there is no status; what nobody knows is not worth paying for twice.
        null => type is "invalid_request_error" or "image_generation_user_error" ? FailureCode.InvalidRequest : FailureCode.BadOutput,
    };

    private static bool MustBeVerified(OpenAiError error) =>
        error.Message?.Contains("must be verified", StringComparison.OrdinalIgnoreCase) is true;

    private static string In(HttpStatusCode? status) =>
        status is { } known ? string.Create(CultureInfo.InvariantCulture, $" (HTTP {(int)known})") : "";

    private static ModerationVerdict? ModerationIn(JsonElement error)
    {
        if (!error.TryGetProperty("moderation_details", out var details) || details.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        var categories = details.TryGetProperty("categories", out var list) && list.ValueKind is JsonValueKind.Array
            ? list.EnumerateArray().Where(each => each.ValueKind is JsonValueKind.String).Select(each => each.GetString()!)
            : [];
        return new ModerationVerdict(Text(details, "moderation_stage"), [.. categories]);
    }

    private static ImmutableArray<string> CategoriesIn(string? message) =>
        message is not null && Violations().Match(message) is { Success: true } found
            ? [.. found.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]
            : [];

    private static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (headers.TryGetValues("retry-after-ms", out var values)
            && double.TryParse(values.FirstOrDefault(), NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return Wait(milliseconds);
        }

        return headers.RetryAfter switch
        {
            { Delta: { } delta } => Wait(delta.TotalMilliseconds),
            { Date: { } date } => Wait((date - now).TotalMilliseconds),
            _ => null,
        };
    }

    /// <summary>Reads "try again in 1m2.5s", "in 20ms", "after 51.84 seconds".</summary>
    private static TimeSpan? WaitIn(string? message)
    {
        if (message is null || message.Length > LongestRead || Waits().Match(message) is not { Success: true } found)
        {
            return null;
        }

        var milliseconds = 0.0;
        for (var i = 0; i < found.Groups["number"].Captures.Count; i++)
        {
            var number = double.Parse(found.Groups["number"].Captures[i].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture);
            milliseconds += number * MillisecondsPer(found.Groups["unit"].Captures[i].Value.ToUpperInvariant());
        }

        return Wait(milliseconds);
    }

    private static double MillisecondsPer(string unit) => unit switch
    {
        ['M', 'S', ..] or ['M', 'I', 'L', ..] => 1,
        ['S', ..] => 1_000,
        ['M', ..] => 60_000,
        _ => 3_600_000,
    };

    private static TimeSpan? Wait(double milliseconds) => double.IsFinite(milliseconds)
        ? TimeSpan.FromMilliseconds(Math.Clamp(milliseconds, 0, LongestWait.TotalMilliseconds))
        : null;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(@"<\s*(!doctype|html|head|body|script)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Markup();

    // Their keys (sk-…, sess-…), anything masked with asterisks, and what follows "Bearer".
    [GeneratedRegex(
        @"\b(sk|sess)-[\w*.…-]+|[^\s'""`]*\*{3,}[^\s'""`.]*|\bbearer\s+[^\s'""`]+",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex KeyLike();

    [GeneratedRegex(@"[\s\p{C}]+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"safety_violations=\[([^\]]*)\]", RegexOptions.NonBacktracking)]
    private static partial Regex Violations();

    [GeneratedRegex(
        @"\b(try again|retry)\s+(in|after)\s+((?<number>\d{1,9}(\.\d{1,9})?)\s*"
        + @"(?<unit>milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|h)(?![a-z])\s*)+",
        RegexOptions.IgnoreCase)]
    private static partial Regex Waits();
}

/// <summary>An error as OpenAI words it.</summary>
/// <param name="Code">Such as <c>moderation_blocked</c>; often null.</param>
/// <param name="Type">Such as <c>invalid_request_error</c>.</param>
/// <param name="Message">For a person, not always without secrets.</param>
internal sealed record OpenAiError(string? Code, string? Type, string? Message)
{
    /// <summary>An HTTP status in place of a code, as some compatible services send in their streams.</summary>
    public HttpStatusCode? Status { get; init; }

    public ModerationVerdict? Moderation { get; init; }
}
