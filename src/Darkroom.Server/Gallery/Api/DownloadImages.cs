using System.ComponentModel;
using Darkroom.Gallery;
using Darkroom.Packaging;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Gallery.Api;

/// <summary>The body of <c>POST /api/downloads</c>.</summary>
public sealed record DownloadBody : KnownFields
{
    public SelectBody? Select { get; init; }

    [Description("How files are named, such as {date}_{prompt}_{seed}_{id}; also {provider}, {model}, {width}, {height}.")]
    public string? Names { get; init; }

    [Description("originals or web; originals by default.")]
    public string? Files { get; init; }

    internal override IEnumerable<ValidationError> UnknownFields() => [.. base.UnknownFields(), .. Select?.UnknownFields() ?? []];
}

/// <summary>A download that was prepared.</summary>
/// <param name="Url">The address of the zip. It needs no other login, and can be used until <paramref name="ExpiresAt"/> to begin the download.</param>
/// <param name="Bytes">The total size of the originals; absent if other files are delivered.</param>
public sealed record DownloadView(string Url, DateTimeOffset ExpiresAt, long Images, long? Bytes);

/// <summary>Downloads many images as a zip.</summary>
internal static class DownloadImages
{
    /// <summary><c>POST /api/downloads</c>.</summary>
    public static async Task<Results<Created<DownloadView>, ProblemHttpResult>> CreateAsync(
        DownloadBody body, ImageDownloads downloads, CancellationToken cancellationToken)
    {
        var problems = new List<ValidationError>();
        var selection = SelectBody.Read(body.Select, problems);
        var names = string.IsNullOrEmpty(body.Names) ? ImageDownloads.DefaultNames : body.Names;
        if (!FileTemplate.TryParse(names, ImageDownloads.Placeholders, ImageDownloads.DefaultNames, out _, out var wrong))
        {
            problems.Add(new ValidationError("names", wrong));
        }

        DownloadFiles? files = body.Files switch
        {
            null or "" or "originals" => DownloadFiles.Originals,
            "web" => DownloadFiles.Web,
            _ => null,
        };
        if (files is null)
        {
            problems.Add(new ValidationError("files", "Choose originals or web."));
        }

        if (problems.Count > 0)
        {
            return Problems.Invalid(problems);
        }

        var (token, expiresAt, images, bytes) = await downloads.CreateAsync(selection!, names, files!.Value, cancellationToken);
        return token is null
            ? Problems.Invalid(new ValidationError("select", images == 0
                ? ProblemTexts.NothingSelected
                : PageText.Format(ProblemTexts.TooManySelected, ImageDownloads.MaxImages)))
            : TypedResults.Created(
                $"/downloads/{token}",
                new DownloadView($"/downloads/{token}", expiresAt, images, files == DownloadFiles.Originals ? bytes : null));
    }

    /// <summary><c>GET /downloads/{token}</c>.</summary>
    public static async Task<IResult> SendAsync(
        string token, ImageDownloads downloads, TimeProvider time, HttpContext context, CancellationToken cancellationToken)
    {
        if (await downloads.FindAsync(token, cancellationToken) is not { } download)
        {
            return Problems.NotFound(ProblemTexts.NoDownload);
        }

        // The secret in the address has the right to the connection that an access key would have.
        ConnectionGate.Admit(context);
        var plan = await downloads.PlanAsync(download, cancellationToken);
        context.Response.RegisterForDispose(plan);
        var name = string.Create(CultureInfo.InvariantCulture, $"darkroom-{time.GetUtcNow():yyyy-MM-dd}.zip");
        return new ZipResponse(name, plan.Length, (body, token) => downloads.WriteAsync(plan, body, token));
    }
}
