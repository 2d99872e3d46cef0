using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Darkroom.Providers.Http;

/// <summary>A service on the network: where it is, how one signs in, and what its refusals mean.</summary>
/// <param name="Name">What a person calls it, such as "OpenAI".</param>
/// <param name="BaseUrl">Without a slash at the end; may have a query, such as a version.</param>
/// <param name="Key">The secret; null where there is none.</param>
/// <param name="KeySetting">Where the operator writes the key, such as <c>OPENAI_API_KEY</c>.</param>
internal sealed record ServiceProfile(string Name, Uri BaseUrl, string? Key, string KeySetting)
{
    private const int MaxCategories = 10;
    private const int MaxCategoryLength = 60;

    /// <summary>Puts the key into a request to this service.</summary>
    public Action<HttpRequestMessage, string> Authenticate { get; init; } = WithBearerToken;

    /// <summary>What the service's own words mean; null where only the HTTP status tells.</summary>
    public Func<ServiceError, FailureCode?> Classify { get; init; } = _ => null;

    /// <summary>A header of refusals that names the kind of error; null if there is none.</summary>
    public string? ErrorTypeHeader { get; init; }

    /// <summary>What a person calls the key.</summary>
    public string KeyName { get; init; } = "API key";

    public static void WithBearerToken(HttpRequestMessage message, string key) =>
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);

    /// <summary>For servers of one's own: <c>user:password</c> as HTTP Basic, anything else as a proxy in front of them wants it.</summary>
    public static void WithBasicOrBearer(HttpRequestMessage message, string key) => message.Headers.Authorization = key.Contains(':')
        ? new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(key)))
        : new AuthenticationHeaderValue("Bearer", key);

    /// <summary>A secret as the operator wrote it: null where it is empty.</summary>
    public static string? ApiKeyFrom(ProviderOptions options) => string.IsNullOrWhiteSpace(options.ApiKey) ? null : options.ApiKey.Trim();

    /// <summary>An address under the base address, whose own query is kept.</summary>
    /// <param name="path">Without a slash in front.</param>
    /// <param name="query">Without a question mark.</param>
    public Uri UrlFor(string path, string query = "")
    {
        var url = new UriBuilder(BaseUrl);
        url.Path = $"{url.Path.TrimEnd('/')}/{path}";
        url.Query = url.Query.Length > 1 && query.Length > 0 ? $"{url.Query[1..]}&{query}" : url.Query + query;
        return url.Uri;
    }

    /// <summary>Whether an address has the origin (scheme, host and port) of the base address.</summary>
    public bool HasOrigin(Uri url) =>
        Uri.Compare(url, BaseUrl, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Whether an address that the service named may get the key: on its own host, or over TLS on one of its domain.</summary>
    /// <param name="url">As the service named it.</param>
    /// <param name="domain">Such as <c>fal.run</c>.</param>
    public bool MayReceiveKey(Uri url, string domain) =>
        HasOrigin(url)
        || (url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort
            && (url.IdnHost == domain || url.IdnHost.EndsWith($".{domain}", StringComparison.Ordinal)));

    /// <summary>A text of the service, fit to be logged, stored and shown; null if nothing worth quoting is left.</summary>
    public string? Sanitize(string? text, int longest = 500) => SafeText.Sanitize(text, Key, longest);

    /// <summary>What an error means, in words fit to be shown. Inside a stream there is no status.</summary>
    public Failure Explain(ServiceError error)
    {
        var code = CodeFor(error);
        var said = Sanitize(error.Message);
        var wait = error.RetryAfter ?? RetryAfter.In(error.Message);
        return code switch
        {
            // What they say about a key quotes the key.
            FailureCode.Authentication => new Failure(code, $"{Name} refused the {KeyName}. Check {KeySetting}."),
            FailureCode.ModerationBlocked => Blocked(error.Moderation ?? new ModerationVerdict(null, [])),
            FailureCode.RateLimited => new Failure(code, said ?? $"{Name} asks to slow down.", wait),
            FailureCode.ModelLoading => new Failure(code, said ?? $"{Name} is loading the model.", wait),
            FailureCode.Unavailable => new Failure(code, said ?? $"{Name} is not available{StatusText(error.Status)}.", wait),
            FailureCode.Timeout => new Failure(code, said ?? $"{Name} took too long{StatusText(error.Status)}.", wait),
            FailureCode.Permission => new Failure(code, said ?? $"{Name} does not allow this for the account{StatusText(error.Status)}."),
            FailureCode.Quota => new Failure(code, said ?? $"The {Name} account has no credit left."),
            FailureCode.InvalidRequest => new Failure(
                code, said ?? $"{Name} refused the request{StatusText(error.Status)}. Check the base URL and the model."),
            _ => new Failure(code, said ?? $"{Name} could not make the image{StatusText(error.Status)}."),
        };
    }

    /// <summary>In words of our own: theirs are long, and go on about support tickets.</summary>
    public Failure Blocked(ModerationVerdict verdict)
    {
        // Names of categories are theirs too, and go to everybody who watches.
        verdict = new ModerationVerdict(
            Sanitize(verdict.Stage, MaxCategoryLength),
            [.. verdict.Categories.Take(MaxCategories).Select(each => Sanitize(each, MaxCategoryLength)).OfType<string>()]);
        var what = verdict.Stage switch { "input" => "the prompt", "output" => "the finished image", _ => "this image" };
        var why = verdict.Categories.IsEmpty ? "" : $" ({string.Join(", ", verdict.Categories)})";
        return new Failure(FailureCode.ModerationBlocked, $"{Name}'s safety system blocked {what}{why}.", Moderation: verdict);
    }

    /// <summary>
    /// By its own code and words first, then by its status. Of an error that it passes on only two meanings count: a safety system's verdict
    /// on the request, and that nobody pays. A refused key there is not the operator's.
    /// </summary>
    private FailureCode CodeFor(ServiceError error)
    {
        if (error.Moderation is not null)
        {
            return FailureCode.ModerationBlocked;
        }

        for (var cause = error.Cause; cause is not null; cause = cause.Cause)
        {
            if (Classify(cause) is { } told && told is FailureCode.ModerationBlocked or FailureCode.Quota)
            {
                return told;
            }
        }

        var code = Classify(error) ?? CodeFor(error.Status);
        return code is FailureCode.InvalidRequest or FailureCode.Permission or FailureCode.BadOutput && SafetyTerms.ContainedIn(error.Message)
            ? FailureCode.ModerationBlocked
            : code;
    }

    private static FailureCode CodeFor(HttpStatusCode? status) => (int?)status switch
    {
        401 => FailureCode.Authentication,
        402 => FailureCode.Quota,
        403 => FailureCode.Permission,
        408 => FailureCode.Timeout,
        429 => FailureCode.RateLimited,
        >= 500 => FailureCode.Unavailable,
        not null => FailureCode.InvalidRequest,

        // In a stream there is no status; what nobody knows is not worth paying for twice.
        null => FailureCode.BadOutput,
    };

    private static string StatusText(HttpStatusCode? status) =>
        status is { } known ? string.Create(CultureInfo.InvariantCulture, $" (HTTP {(int)known})") : "";
}
