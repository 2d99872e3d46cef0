using System.Text;
using Darkroom.Campaigns.Layout;
using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;
using Darkroom.Tests.Imaging;

namespace Darkroom.Tests.Campaigns.Layout;

/// <summary>Creatives for tests: a bright image with a dark hill and a sun, a two-part logo, three scripts.</summary>
internal static class Drafts
{
    internal const string Logo =
        """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 50"><circle cx="25" cy="25" r="22" fill="#fff"/><path d="M60 10h90v12H60zM60 30h60v12H60z" fill="#fff"/></svg>""";

    internal static readonly CreativeRenderer Renderer = new(SampleImages.Pipeline);

    internal static readonly CreativeTexts Latin = new("Mornings taste better by the sea", "Book your stay", "Offer ends 31 August. Terms apply.", "en");

    internal static readonly CreativeTexts Arabic = new("الصباح أجمل على شاطئ البحر", "احجز إقامتك", "ينتهي العرض في 31 أغسطس. تطبق الشروط.", "ar");

    internal static readonly CreativeTexts Japanese = new("海辺の朝は、いつもより美しい", "今すぐ予約", "8月31日まで。条件が適用されます。", "ja");

    internal static readonly CreativeBrand Brand = new(new Rgb(18, 66, 74), new Rgb(255, 196, 61)) { Logo = Asset("logo", Encoding.UTF8.GetBytes(Logo)) };

    private static readonly Lazy<byte[]> View = new(() => ImageFile.Write(Landscape(640, 640), ImageFormat.Png, 90).Bytes);

    internal static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static CreativeAsset TestImage { get; } = new("view", _ => ValueTask.FromResult<ReadOnlyMemory<byte>>(View.Value));

    internal static CreativeSpec Spec(string format = "instagram-square", string template = "scrim", CreativeTexts? texts = null)
    {
        Assert.True(CampaignFormats.TryFind(format, out var found));
        return new CreativeSpec(TestImage, found, template, texts ?? Latin, Brand);
    }

    internal static CreativeAsset Asset(string key, ReadOnlyMemory<byte> bytes) => new(key, _ => ValueTask.FromResult(bytes));

    internal static async Task<DrawnCreative> DrawAsync(CreativeSpec spec, PixelSize? at = null) => (await Renderer.RenderAsync(spec, at, Token)).Value();

    private static Pixels Landscape(int width, int height)
    {
        Vips.EnsureStarted();
        var canvas = new Canvas(width, height);
        canvas.Fill(canvas.Area, new Rgb(250, 222, 190));
        for (var y = 0; y < height; y++)
        {
            var rest = Math.Min(1, (1 - ((y + 0.5) / height)) / 0.9);
            canvas.Fill(new PixelArea(0, y, width, 1), new Rgb(96, 160, 214), rest * rest * (3 - (2 * rest)));
        }

        canvas.Fill(new PixelArea(width * 5 / 8, height / 5, width / 7, width / 7), new Rgb(255, 250, 214), 1, width / 14);
        canvas.Fill(new PixelArea(-width / 4, height * 2 / 3, width, width), new Rgb(44, 84, 62), 1, width / 2);
        canvas.Fill(new PixelArea(width / 3, height * 3 / 4, width, width), new Rgb(24, 58, 52), 1, width / 2);
        return canvas.Pixels;
    }
}
