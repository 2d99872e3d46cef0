namespace Darkroom.Server.Http;

/// <summary>
/// The language of a request: the one that the browser chose, in a cookie, else the first of <c>Accept-Language</c> that Darkroom speaks, else English.
/// It is the current UI culture. The current culture stays invariant, so that numbers in attributes, paths and style sheets do not depend on the language.
/// </summary>
internal static class Language
{
    private const string Cookie = "darkroom_language";

    /// <summary>The languages, English first. Each has a file of translations beside every file of texts, and its formats here: there is no ICU.</summary>
    public static readonly ImmutableArray<CultureInfo> All = [English(), German()];

    /// <summary>The language that texts are read in, with its formats of numbers and times. Outside of a request it is English.</summary>
    public static CultureInfo Current => CultureInfo.CurrentUICulture is { Name.Length: > 0 } current ? current : All[0];

    /// <summary>Returns the name of the chosen language; null to follow the browser.</summary>
    public static string? Chosen(HttpRequest request) =>
        request.Cookies[Cookie] is { } name && All.Any(language => language.Name == name) ? name : null;

    /// <summary>Stores the language in the browser. Any other name than those of the languages makes it follow the browser.</summary>
    public static void Choose(HttpContext context, string? name, PublicAddress address) =>
        BrowserChoice.Store(context, Cookie, All.Any(language => language.Name == name) ? name : null, address);

    /// <summary>Makes the language of the request the current UI culture.</summary>
    public static async Task SetAsync(HttpContext context, RequestDelegate next)
    {
        var language = Of(context.Request);
        CultureInfo.CurrentUICulture = language;
        context.Response.OnStarting(() =>
        {
            if (context.Response.ContentType is { } type
                && (type.StartsWith("text/html", StringComparison.Ordinal) || type.StartsWith("application/problem+json", StringComparison.Ordinal)))
            {
                context.Response.Headers.ContentLanguage = language.Name;
            }

            return Task.CompletedTask;
        });
        await next(context);
    }

    /// <summary>Returns the language of a request. Of a tag such as <c>de-AT</c> only the first part counts.</summary>
    private static CultureInfo Of(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().AcceptLanguage.Where(tag => tag.Quality is not 0).OrderByDescending(tag => tag.Quality ?? 1)
            .Select(tag => tag.Value.Value!.Split('-')[0]);
        var wanted = Chosen(request) is { } chosen ? accepted.Prepend(chosen) : accepted;
        return wanted.Select(name => All.FirstOrDefault(language => language.Name.Equals(name, StringComparison.OrdinalIgnoreCase))).OfType<CultureInfo>()
            .FirstOrDefault(All[0]);
    }

    private static CultureInfo English() => new("en")
    {
        DateTimeFormat =
        {
            ShortDatePattern = "yyyy-MM-dd",
            LongDatePattern = "d MMM yyyy",
            MonthDayPattern = "d MMM",
            FullDateTimePattern = "d MMM yyyy, HH:mm",
        },
    };

    private static CultureInfo German() => new("de")
    {
        NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." },
        DateTimeFormat =
        {
            ShortDatePattern = "dd.MM.yyyy",
            LongDatePattern = "d. MMMM yyyy",
            MonthDayPattern = "d. MMM",
            FullDateTimePattern = "d. MMM yyyy, HH:mm",
            MonthNames = ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember", ""],
            MonthGenitiveNames = ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember", ""],
            AbbreviatedMonthNames = ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.", ""],
            AbbreviatedMonthGenitiveNames = ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.", ""],
        },
    };
}
