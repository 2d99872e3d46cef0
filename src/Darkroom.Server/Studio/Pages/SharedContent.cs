using Darkroom.Gallery;
using Darkroom.Imaging;
using Darkroom.Imports;
using Darkroom.Settings;
using Darkroom.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Studio.Pages;

/// <summary>
/// <c>POST /share-target</c>: what another application shared with the installed site. Images are added to the gallery and become those to work
/// from, text becomes the prompt; nothing is started.
/// </summary>
internal static class SharedContent
{
    /// <summary>The maximum number of images of one share. No provider accepts more.</summary>
    private const int MaxImages = 16;

    /// <summary>A longer prompt does not fit into an address, see <see cref="ShowStudio"/>.</summary>
    private const int MaxPromptInAddress = 800;

    /// <summary>Returns the maximum body size.</summary>
    public static SizeLimit LimitOf(ImageLimits limits) => new(HttpSetup.MaxBody + (4 * limits.MaxBytes));

    public static async Task<IResult> ReceiveAsync(
        HttpRequest request, ImageImporter importer, IGallery gallery, StudioDefaults defaults, CancellationToken cancellationToken)
    {
        if (await request.TryReadFormAsync(cancellationToken) is not { } form)
        {
            return Page(defaults, null, [], [StudioTexts.ShareDamaged]);
        }

        var (images, problems) = (new List<string>(), new List<string>());
        var files = form.Files.GetFiles(WebManifest.SharedImages);
        foreach (var file in files.Take(MaxImages))
        {
            var (id, problem) = await ImportAsync(file, importer, gallery, cancellationToken);
            if (problem is not null)
            {
                problems.Add(problem);
            }
            else if (id is not null && !images.Contains(id))
            {
                images.Add(id);
            }
        }

        if (files.Count > MaxImages)
        {
            problems.Add(PageText.Format(StudioTexts.ShareTooMany, MaxImages));
        }

        var prompt = form[WebManifest.SharedText].ToString().Trim();
        if (files.Count == 0 && prompt.Length == 0)
        {
            problems.Add(StudioTexts.ShareEmpty);
        }

        return problems.Count > 0 || prompt.Length > MaxPromptInAddress
            ? Page(defaults, prompt, images, problems)
            : new SeeOther("/" + SiteLinks.QueryOf([(WebManifest.SharedText, prompt), .. images.Select(id => ("image", (string?)id))]));
    }

    /// <summary>Shows what to do after a login that came between: what was shared is not kept for visitors without a session.</summary>
    public static IResult ShowAgain(StudioDefaults defaults) => Page(defaults, null, [], [StudioTexts.ShareAgain], StatusCodes.Status200OK);

    /// <summary>Adds one image to the gallery.</summary>
    /// <returns>Its id, or why it cannot be used.</returns>
    private static async Task<(string? Id, string? Problem)> ImportAsync(
        IFormFile file, ImageImporter importer, IGallery gallery, CancellationToken cancellationToken)
    {
        // A name that cannot be shown is replaced: only messages and the search for a date use it.
        var name = FileNames.Clean(file.FileName) ?? StudioTexts.SharedImage;
        if (file.Length > importer.MaxBytes)
        {
            return (null, PageText.Format(StudioTexts.ShareRejected, name, PageText.Format(ProblemTexts.UploadTooLarge, importer.MaxBytes)));
        }

        var result = await importer.ImportAsync(new ImportFile(name, await file.ReadBytesAsync(cancellationToken)), [], cancellationToken);
        return result.ImageId is not { } id ? (null, PageText.Format(StudioTexts.ShareRejected, name, result.Remark ?? ""))
            : await gallery.FindAsync(id, cancellationToken) is not { TrashedAt: null } ? (null, PageText.Format(StudioTexts.ShareInTrash, name))
            : (id, null);
    }

    private static RazorComponentResult<StudioPage> Page(
        StudioDefaults defaults, string? prompt, List<string> images, IEnumerable<string> problems, int? status = null)
    {
        ImmutableArray<ValidationError> errors = [.. problems.Select(problem => new ValidationError("images", problem))];
        var request = new StartRequest
        {
            Prompt = string.IsNullOrEmpty(prompt) ? null : prompt,
            Model = defaults.Model,
            AspectRatio = defaults.AspectRatio,
            Quality = defaults.Quality,
            Images = images.Count == 0 ? null : [.. images.Select(id => new ImageReference.Stored(id))],
        };
        return new(new { Request = request, Errors = errors })
        {
            StatusCode = status ?? (errors.IsEmpty ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest),
        };
    }
}
