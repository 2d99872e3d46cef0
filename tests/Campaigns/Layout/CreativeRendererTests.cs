using System.Text;
using Darkroom.Campaigns.Layout;
using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;
using Darkroom.Tests.Imaging;

namespace Darkroom.Tests.Campaigns.Layout;

public sealed class CreativeRendererTests
{
    public static TheoryData<string> Templates => [.. CreativeTemplate.All.Select(template => template.Id)];

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task Texts_and_logo_are_readable_and_clear_of_what_the_channel_covers(string template)
    {
        foreach (var format in CampaignFormats.All.Append(Custom("custom-2000x400")).Where(format => format.Size.Pixels < 2_000_000 || format.Id == "instagram-story"))
        {
            var creative = await Drafts.DrawAsync(Drafts.Spec(format.Id, template));
            var free = new PixelArea(0, 0, format.Size.Width, format.Size.Height)
                .Inset(format.Safe.Left, format.Safe.Top, format.Safe.Right, format.Safe.Bottom);
            Assert.All(creative.Placements, placed =>
            {
                Assert.True(free.Contains(placed.Area), $"{format.Id}: {placed} is outside of {free}.");
                Assert.True(placed.Element == CreativeElement.Logo || placed.Contrast >= placed.Required, $"{format.Id}: {placed}");
            });
            Assert.Contains(creative.Placements, placed => placed.Element == CreativeElement.Headline);
            Assert.Contains(creative.Placements, placed => placed.Element == CreativeElement.CallToAction);
            Assert.Equal(format.Size.Width * format.Size.Height * 3, creative.Image.Data.Length);
        }
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task Parts_do_not_overlap(string template)
    {
        foreach (var format in new[] { "instagram-square", "instagram-story", "facebook", "google-300x250", "google-160x600", "google-728x90", "google-320x50" })
        {
            var placed = (await Drafts.DrawAsync(Drafts.Spec(format, template))).Placements;
            foreach (var (one, other) in placed.SelectMany((one, at) => placed.Skip(at + 1).Select(other => (one, other))))
            {
                var both = one.Area.Intersect(other.Area);
                Assert.True(both.Width == 0 || both.Height == 0, $"{format}: {one} lies on {other}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task Texts_stand_where_the_template_says_if_the_image_is_equally_calm_everywhere(string template)
    {
        var plain = await SampleImages.Pipeline.EncodeAsync(Enumerable.Repeat((byte)90, 64 * 64 * 3).ToArray(), 64, 64, ImageFormat.Png, 90, Drafts.Token);
        foreach (var id in new[] { "instagram-square", "google-300x250", "instagram-story", "google-160x600", "facebook", "x", "google-728x90", "google-970x250" })
        {
            var creative = await Drafts.DrawAsync(Drafts.Spec(id, template) with { Image = Drafts.Asset("plain", plain) });
            var size = creative.Image;
            var headline = creative.Placements.First(placed => placed.Element == CreativeElement.Headline).Area;
            var words = creative.Placements.Where(placed => placed.Element is not CreativeElement.Logo).Select(placed => placed.Area).ToList();
            var x = (headline.X + (headline.Width / 2.0)) / size.Width;
            var y = (words.Min(area => area.Y) + words.Max(area => area.Bottom)) / 2.0 / size.Height;
            var place = CreativeTemplate.Find(template)!.Placement(LayoutFrame.KindOf(new(size.Width, size.Height)));
            Assert.True(
                place switch
                {
                    TextPlacement.Top => headline.Y + (headline.Height / 2) < size.Height / 2,
                    TextPlacement.Bottom => y > 0.5,
                    TextPlacement.Left => x < 0.5,
                    TextPlacement.Right => headline.X > 0.15 * size.Width,
                    TextPlacement.Middle => x is > 0.4 and < 0.6 && y is > 0.3 and < 0.7,
                    _ => true,
                },
                $"{id}: the words' middle is at {x:0.00}, {y:0.00} and not {place}.");
        }
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task The_headline_is_read_first_in_small_formats(string template)
    {
        CreativeTexts[] all =
        [
            Drafts.Latin with { SmallPrint = "" },
            new("Slow down", "Book your winter stay now", "", "en"),
            new("Winterwellnesswochenende mit Bergpanorama", "Jetzt Aufenthalt buchen", "", "de"),
            Drafts.Arabic with { SmallPrint = "" },
            Drafts.Japanese with { SmallPrint = "" },
        ];
        foreach (var texts in all)
        {
            foreach (var format in CampaignFormats.All.Where(format => format.IsShownInItsSize))
            {
                var creative = await Drafts.DrawAsync(Drafts.Spec(format.Id, template, texts));
                var (headline, label) = (Part(creative, CreativeElement.Headline), Part(creative, CreativeElement.CallToAction));
                Assert.True(creative.Type.LabelSize <= creative.Type.HeadlineSize, $"{format.Id} {texts.Language}: a label of {creative.Type.LabelSize} px beside a headline of {creative.Type.HeadlineSize} px.");
                Assert.True(
                    texts.Headline.Length < texts.CallToAction.Length || label.Width * label.Height < headline.Width * headline.Height,
                    $"{format.Id} {texts.Language}: the label covers more than the headline.");
            }
        }

        static PixelArea Part(DrawnCreative creative, CreativeElement element) => creative.Placements.Single(placed => placed.Element == element).Area;
    }

    [Fact]
    public async Task White_text_is_readable_on_any_image()
    {
        foreach (var (name, light, dark) in new[] { ("snow", 255, 235), ("noise", 255, 0), ("grey", 128, 120) })
        {
            var pixels = new byte[400 * 400 * 3];
#pragma warning disable CA5394 // Noise for an image, which must be repeatable.
            var random = new Random(5);
            for (var at = 0; at < pixels.Length; at++)
            {
                pixels[at] = (byte)random.Next(dark, light);
            }
#pragma warning restore CA5394
            var png = await SampleImages.Pipeline.EncodeAsync(pixels, 400, 400, ImageFormat.Png, 90, Drafts.Token);
            foreach (var template in CreativeTemplate.All)
            {
                var creative = await Drafts.DrawAsync(Drafts.Spec("facebook", template.Id) with { Image = Drafts.Asset(name, png) });
                Assert.All(creative.Placements, placed => Assert.True(placed.Element == CreativeElement.Logo || placed.Contrast >= placed.Required, $"{name} {template.Id}: {placed}"));
            }
        }
    }

    [Fact]
    public async Task Unreadable_brand_colours_are_replaced()
    {
        foreach (var grey in new byte[] { 0, 100, 118, 128, 255 })
        {
            var brand = new CreativeBrand(new Rgb(grey, grey, grey), new Rgb(grey, grey, grey)) { Text = new Rgb(grey, grey, grey) };
            foreach (var template in CreativeTemplate.All)
            {
                var creative = await Drafts.DrawAsync(Drafts.Spec("google-300x250", template.Id) with { Brand = brand });
                Assert.All(creative.Placements, placed => Assert.True(placed.Contrast >= placed.Required, $"{grey} {template.Id}: {placed}"));
            }
        }
    }

    [Fact]
    public async Task A_preview_is_the_export_reduced()
    {
        var spec = Drafts.Spec("instagram-portrait", "block");
        var export = await Drafts.DrawAsync(spec);
        var preview = await Drafts.DrawAsync(spec, new PixelSize(540, 675));

        Assert.Equal(export.Placements, preview.Placements);
        Assert.Equal((540, 675), (preview.Image.Width, preview.Image.Height));
        Assert.InRange(Likeness.Difference(export.Image, preview.Image), 0, 0.6);
    }

    [Fact]
    public async Task The_same_spec_gives_the_same_bytes()
    {
        var spec = Drafts.Spec("google-336x280", "duotone", Drafts.Arabic);
        var first = (await Drafts.Renderer.WriteAsync(spec, at: null, ImageFormat.Jpeg, 85, Drafts.Token)).Value();
        var second = (await new CreativeRenderer(SampleImages.Pipeline).WriteAsync(spec, at: null, ImageFormat.Jpeg, 85, Drafts.Token)).Value();

        Assert.Equal(first.Image.Bytes, second.Image.Bytes);
    }

    [Fact]
    public async Task Creatives_drawn_at_the_same_time_read_their_image_and_logo_once()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reads = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        CreativeAsset Slow(CreativeAsset asset) => new(asset.Key, async token =>
        {
            reads.AddOrUpdate(asset.Key, 1, (_, times) => times + 1);
            await release.Task.WaitAsync(token);
            return await asset.ReadAsync(token);
        });
        var spec = Drafts.Spec("google-336x280");
        spec = spec with { Image = Slow(spec.Image), Brand = spec.Brand with { Logo = Slow(spec.Brand.Logo!) } };
        var renderer = new CreativeRenderer(SampleImages.Pipeline);
        var drawn = Enumerable.Range(0, 8).Select(_ => renderer.RenderAsync(spec, at: null, Drafts.Token)).ToArray();
        release.SetResult();

        Assert.All(await Task.WhenAll(drawn), one => one.Value());
        Assert.Equal([("logo", 1), ("view", 1)], reads.OrderBy(read => read.Key).Select(read => (read.Key, read.Value)));
    }

    [Fact]
    public async Task Right_to_left_text_mirrors_the_layout()
    {
        var spec = Drafts.Spec("facebook", "split", Drafts.Arabic);
        var headline = (await Drafts.DrawAsync(spec)).Placements.Single(placed => placed.Element == CreativeElement.Headline);

        Assert.True(headline.Area.X > spec.Format.Size.Width / 2);
    }

    [Fact]
    public async Task A_headline_that_is_too_long_is_set_completely_and_reported()
    {
        var texts = Drafts.Latin with { Headline = string.Join(' ', Enumerable.Repeat("extraordinarily", 19)) };
        foreach (var template in CreativeTemplate.All)
        {
            var creative = await Drafts.DrawAsync(Drafts.Spec("google-300x250", template.Id, texts));
            Assert.Contains(creative.Warnings, problem => problem.Element == CreativeElement.Headline);
            Assert.All(creative.Placements, placed => Assert.True(new PixelArea(0, 0, 300, 250).Contains(placed.Area), $"{template.Id}: {placed}"));
        }
    }

    [Theory]
    [InlineData("<b>Half</b> & half 'price' \"now\"")]
    [InlineData("</span><span size='90pt'>big")]
    [InlineData("Sale 🎉 50% 👩‍🚀 off 🇯🇵")]
    [InlineData("a\u0000b\u0007c\u001b[31m\u202Ed\u2028e")]
    [InlineData("\uD83D broken half")]
    [InlineData("iPhone خصم 20% على Galaxy")]
    [InlineData("wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww")]
    public async Task Unusual_texts_are_set_unchanged(string headline)
    {
        var creative = await Drafts.DrawAsync(Drafts.Spec("google-336x280", "centred", Drafts.Latin with { Headline = headline }));

        Assert.Contains(creative.Placements, placed => placed.Element == CreativeElement.Headline && placed.Area.Width > 20);
    }

    [Fact]
    public async Task Empty_texts_draw_nothing()
    {
        foreach (var template in CreativeTemplate.All)
        {
            var creative = await Drafts.DrawAsync(Drafts.Spec("google-300x250", template.Id, new CreativeTexts(" \n ", "", "\t", "")) with { Brand = Drafts.Brand with { Logo = null } });
            Assert.Empty(creative.Placements);
            Assert.Empty(creative.Warnings);
        }
    }

    [Fact]
    public async Task An_unusable_logo_or_font_is_reported_and_the_rest_is_drawn()
    {
        var script = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>alert(1)</script></svg>";
        var brand = Drafts.Brand with { Logo = Drafts.Asset("bad-logo", Encoding.UTF8.GetBytes(script)), FontFile = "/nowhere/brand.ttf" };
        var creative = await Drafts.DrawAsync(Drafts.Spec("google-300x250") with { Brand = brand });

        Assert.Equal([CreativeElement.Logo, CreativeElement.Typeface], creative.Warnings.Select(problem => problem.Element));
        Assert.Contains(creative.Placements, placed => placed.Element == CreativeElement.Headline);
    }

    [Fact]
    public async Task An_unreadable_base_image_is_rejected()
    {
        var outcome = await Drafts.Renderer.RenderAsync(Drafts.Spec() with { Image = Drafts.Asset("broken", new byte[] { 1, 2, 3 }) }, at: null, Drafts.Token);

        outcome.AssertRejected(RejectReason.UnknownFormat);
    }

    [Fact]
    public async Task A_banner_keeps_within_its_byte_limit_or_has_a_warning()
    {
        var noise = await SampleImages.Pipeline.EncodeAsync(SampleImages.NoisyScene(970, 250), 970, 250, ImageFormat.Png, 90, Drafts.Token);
        var spec = Drafts.Spec("google-970x250", "centred") with { Image = Drafts.Asset("noisy", noise) };
        foreach (var format in new[] { ImageFormat.Jpeg, ImageFormat.WebP })
        {
            var file = (await Drafts.Renderer.WriteAsync(spec, at: null, format, 95, Drafts.Token)).Value();
            Assert.InRange(file.Image.Bytes.Length, 1, 150_000);
            Assert.Empty(file.Warnings);
        }

        var tight = spec with { Format = spec.Format with { MaxBytes = 900 } };
        var refused = (await Drafts.Renderer.WriteAsync(tight, at: null, ImageFormat.Jpeg, 95, Drafts.Token)).Value();
        Assert.Equal(CreativeElement.File, Assert.Single(refused.Warnings).Element);
    }

    [Fact]
    public async Task What_the_channel_covers_is_shown_only_on_request()
    {
        var spec = Drafts.Spec("instagram-story");
        var plain = await Drafts.DrawAsync(spec);
        var shown = await Drafts.DrawAsync(spec with { ShowSafeZones = true });

        Assert.Equal(plain.Placements, shown.Placements);
        Assert.NotEqual(plain.Image.Data[..3], shown.Image.Data[..3]);
    }

    private static CampaignFormat Custom(string id) => CampaignFormats.TryFind(id, out var format) ? format : throw new ArgumentException(id);
}
