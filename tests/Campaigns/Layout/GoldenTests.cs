using Darkroom.Campaigns.Layout;
using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;
using Darkroom.Tests.Imaging;

namespace Darkroom.Tests.Campaigns.Layout;

/// <summary>
/// Compares each template with an approved reference: Latin, Arabic and Japanese, square and wide. To accept a change, set
/// DARKROOM_GOLDEN to <c>tests/Assets/Creatives</c>, run these tests, and look at the files.
/// </summary>
public sealed class GoldenTests
{
    private const int Edge = 240;

    public static TheoryData<string> Templates => [.. CreativeTemplate.All.Select(template => template.Id)];

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task A_template_looks_like_its_reference(string template)
    {
        var sheet = new Canvas(Edge * 3, Edge * 3 / 2);
        var column = 0;
        foreach (var texts in new[] { Drafts.Latin, Drafts.Arabic, Drafts.Japanese })
        {
            sheet.Draw((await Drafts.DrawAsync(Drafts.Spec("instagram-square", template, texts), new PixelSize(Edge, Edge))).Image, column * Edge, 0);
            sheet.Draw((await Drafts.DrawAsync(Drafts.Spec("facebook", template, texts), new PixelSize(Edge, Edge / 2))).Image, column++ * Edge, Edge);
        }

        if (Environment.GetEnvironmentVariable("DARKROOM_GOLDEN") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, $"{template}.webp"), ImageFile.Write(sheet.Pixels, ImageFormat.WebP, 82).Bytes, Drafts.Token);
        }

        var golden = Photo.Decode(Assets.Read($"Creatives/{template}.webp"), SampleImages.Limits).Value();
        Assert.InRange(Likeness.Difference(golden, sheet.Pixels), 0, 2);
        Assert.InRange(Likeness.Worst(golden, sheet.Pixels), 0, 48);
    }
}
