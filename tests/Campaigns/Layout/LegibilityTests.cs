using System.Text;
using Darkroom.Campaigns.Layout;
using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;

namespace Darkroom.Tests.Campaigns.Layout;

public sealed class LegibilityTests
{
    private static readonly Rgb Night = new(20, 26, 40);
    private static readonly Rgb Dusk = new(128, 132, 140);

    [Theory]
    [InlineData("scrim")]
    [InlineData("centred")]
    public async Task An_image_on_which_text_is_readable_is_not_changed(string template)
    {
        foreach (var colour in new[] { Night, new Rgb(250, 250, 248) })
        {
            var creative = await Drafts.DrawAsync(Plain(colour, template));
            Assert.DoesNotContain(Changed(creative, colour), difference => difference > 0);
        }
    }

    [Theory]
    [InlineData("scrim", "instagram-square")]
    [InlineData("centred", "instagram-square")]
    [InlineData("scrim", "facebook")]
    [InlineData("scrim", "google-728x90")]
    public async Task Help_is_eased_and_only_where_the_text_is(string template, string format)
    {
        var creative = await Drafts.DrawAsync(Plain(Dusk, template, format));
        Assert.All(creative.Placements, placed => Assert.True(placed.Element == CreativeElement.Logo || placed.Contrast >= placed.Required, $"{placed}"));

        // A veil would change everything. No neighbours differ visibly: that would be an edge.
        var (image, parts) = (creative.Image, Parts(creative));
        var changed = Changed(creative, Dusk).Count(difference => difference > 6);
        Assert.True(changed < image.Width * image.Height / 2, $"{changed}");
        for (var y = 0; y < image.Height; y += 3)
        {
            for (var x = 1; x < image.Width; x++)
            {
                var step = Math.Abs(image.Data[((y * image.Width) + x) * 3] - image.Data[(((y * image.Width) + x) - 1) * 3]);
                Assert.True(step <= 9 || parts.Any(part => part.Contains(new PixelArea(x - 1, y, 2, 1))), $"A step of {step} at {x}, {y}.");
            }
        }
    }

    [Fact]
    public async Task Large_type_has_the_lower_contrast_of_large_type_only_if_that_saves_a_gradient()
    {
        // White text needs nothing on the first, a shadow on the second, a gradient on the last; dark text needs more on all of them.
        foreach (var (light, required) in new[] { (90, 4.5), (140, 4.5), (188, 3.0), (252, 4.5) })
        {
            var creative = await Drafts.DrawAsync(Striped((byte)light, "instagram-square") with { Texts = Drafts.Latin with { SmallPrint = "" } });
            var headline = creative.Placements.Single(placed => placed.Element == CreativeElement.Headline);

            Assert.True(headline.Required == required, $"{light}: {headline}");
            Assert.InRange(headline.Contrast, required, 21);
            Assert.Equal(required < 4.5 ? 1 : 0, creative.Type.LargeTexts);
            Assert.All(creative.Placements.Where(placed => placed.Element == CreativeElement.CallToAction), label => Assert.Equal(4.5, label.Required));
        }
    }

    [Theory]
    [InlineData("instagram-square", 1)]
    [InlineData("google-320x50", 0)]
    public async Task Type_is_large_by_the_size_at_which_it_is_seen(string format, int large)
    {
        var texts = Drafts.Latin with { SmallPrint = "" };

        Assert.Equal(large, (await Drafts.DrawAsync(Striped(188, format) with { Texts = texts })).Type.LargeTexts);
    }

    [Theory]
    [InlineData("scrim", "instagram-square")]
    [InlineData("scrim", "facebook")]
    [InlineData("scrim", "google-728x90")]
    [InlineData("centred", "instagram-story")]
    [InlineData("corner", "facebook")]
    [InlineData("band", "instagram-square")]
    [InlineData("block", "instagram-square")]
    [InlineData("duotone", "facebook")]
    public async Task All_languages_of_a_creative_have_the_same_logo(string template, string format)
    {
        // Bright at one side and dark at the other, so that the logo's two places differ.
        Assert.True(CampaignFormats.TryFind(format, out var found));
        var canvas = new Canvas(found.Size.Width, found.Size.Height);
        canvas.Fill(canvas.Area, new Rgb(236, 240, 246));
        canvas.Fill(canvas.Area with { Width = canvas.Area.Width / 2 }, new Rgb(40, 52, 70));
        var spec = Drafts.Spec(format, template) with { Image = Image($"halves {format}", canvas), Brand = Drafts.Brand with { Logo = Drafts.Asset("dark-logo", Encoding.UTF8.GetBytes(Drafts.Logo.Replace("#fff", "#123", StringComparison.Ordinal))) } };
        var inks = new List<Rgb>();
        foreach (var texts in new[] { Drafts.Latin, Drafts.Arabic, Drafts.Japanese, new CreativeTexts("Zwei Nächte, drei Gipfel und ein Kamin für alle, die länger bleiben", "Jetzt den ganzen Winter buchen", "", "de") })
        {
            inks.Add(InkOf(await Drafts.DrawAsync(spec with { Texts = texts })));
        }

        Assert.All(inks, ink => Assert.True(ink.Contrast(inks[0]) < 1.3, $"{string.Join(' ', inks)}"));
    }

    [Theory]
    [InlineData("scrim", "instagram-square", 0, 0.5, 1, 0.5, TextPlacement.Top)]
    [InlineData("scrim", "instagram-square", 0, 0, 1, 0.5, TextPlacement.Bottom)]
    [InlineData("scrim", "instagram-story", 0, 0.5, 1, 0.5, TextPlacement.Top)]
    [InlineData("scrim", "instagram-story", 0, 0.1, 0.38, 0.9, TextPlacement.Right)]
    [InlineData("scrim", "facebook", 0, 0, 0.5, 1, TextPlacement.Right)]
    [InlineData("scrim", "facebook", 0.5, 0, 0.5, 1, TextPlacement.Left)]
    [InlineData("centred", "instagram-square", 0, 0.3, 1, 0.7, TextPlacement.Top)]
    [InlineData("corner", "facebook", 0, 0, 0.5, 1, TextPlacement.Right)]
    [InlineData("block", "instagram-story", 0, 0.55, 1, 0.45, TextPlacement.Top)]
    public async Task Texts_stand_where_the_image_is_calm(string template, string format, double x, double y, double width, double height, TextPlacement place)
    {
        var creative = await Drafts.DrawAsync(Busy(template, format, (x, y, width, height)));

        Assert.Equal(place, creative.Type.TextsAt);
        Assert.Contains(place, creative.Type.Places);
    }

    [Fact]
    public async Task The_place_that_a_person_chose_is_kept()
    {
        var spec = Busy("scrim", "facebook", (0, 0, 0.5, 1));
        var moved = await Drafts.DrawAsync(spec with { Placement = TextPlacement.Left });
        var headline = moved.Placements.Single(placed => placed.Element == CreativeElement.Headline).Area;

        Assert.Equal(TextPlacement.Left, moved.Type.TextsAt);
        Assert.True(headline.Right < moved.Image.Width * 0.65);
    }

    [Fact]
    public async Task A_place_that_the_template_does_not_offer_is_ignored()
    {
        var spec = Busy("scrim", "facebook", (0, 0, 0.5, 1));

        Assert.Equal(TextPlacement.Right, (await Drafts.DrawAsync(spec with { Placement = TextPlacement.Top })).Type.TextsAt);
        var split = (await Drafts.DrawAsync(spec with { Template = "split", Placement = TextPlacement.Top })).Type;
        Assert.Equal(TextPlacement.Beside, split.TextsAt);
        Assert.Empty(split.Places);
    }

    [Fact]
    public async Task Left_and_right_mean_the_same_in_languages_that_run_from_right_to_left()
    {
        var spec = Busy("scrim", "facebook", (0, 0, 0.5, 1)) with { Texts = Drafts.Arabic };
        var right = await Drafts.DrawAsync(spec);
        var left = await Drafts.DrawAsync(spec with { Placement = TextPlacement.Left });

        Assert.Equal(TextPlacement.Right, right.Type.TextsAt);
        Assert.True(right.Placements.Single(placed => placed.Element == CreativeElement.Headline).Area.X > right.Image.Width / 3);
        Assert.True(left.Placements.Single(placed => placed.Element == CreativeElement.Headline).Area.X < left.Image.Width / 3);
    }

    [Fact]
    public async Task A_column_beside_the_subject_becomes_narrower_before_its_texts_cover_it()
    {
        var creative = await Drafts.DrawAsync(Busy("scrim", "facebook", (0.48, 0, 0.52, 1)) with { Texts = Drafts.Arabic });

        Assert.Equal(TextPlacement.Left, creative.Type.TextsAt);
        Assert.InRange(creative.Placements.Single(placed => placed.Element == CreativeElement.Headline).Area.Right, 1, creative.Image.Width * 0.49);
    }

    [Theory]
    [InlineData("de", "Winterwochenendangebote im Tiefschnee", "Jetzt Verfügbarkeit prüfen")]
    [InlineData("pl", "Ciepłe pokoje i ciche stoki, a wieczorem stół przy kominku", "Zarezerwuj pobyt")]
    public async Task A_small_strip_has_room_for_a_long_headline_beside_a_long_call_to_action(string language, string headline, string callToAction)
    {
        var spec = Drafts.Spec("google-320x50", "scrim", new CreativeTexts(headline, callToAction, "", language)) with { Brand = Drafts.Brand with { Logo = Drafts.Asset("dark-logo", Encoding.UTF8.GetBytes(Drafts.Logo)) } };

        Assert.Empty((await Drafts.DrawAsync(spec)).Warnings);
    }

    [Fact]
    public async Task How_texts_are_set_is_reported()
    {
        var texts = new CreativeTexts("Winterwellnesswochenende mit Bergpanorama", "Jetzt buchen", "", "de");
        var type = (await Drafts.DrawAsync(Drafts.Spec("facebook", "split", texts))).Type;
        Assert.Equal(1, type.Hyphenated);
        Assert.Equal(0, type.Shrunk);
        Assert.InRange(type.HeadlineSize, 40, 100);

        var tiny = (await Drafts.DrawAsync(Drafts.Spec("google-320x50", "split", texts with { Headline = string.Join(' ', Enumerable.Repeat("extraordinarily", 9)) }))).Type;
        Assert.Equal(1, tiny.Shrunk);
        Assert.True(tiny.IsMuchSmallerThan(type));
        Assert.False(type.IsMuchSmallerThan(tiny));
    }

    /// <summary>Returns the colour in the middle of the logo's circle, which is as wide as the logo is high.</summary>
    private static Rgb InkOf(DrawnCreative creative)
    {
        var place = creative.Placements.Single(placed => placed.Element == CreativeElement.Logo).Area;
        var pixel = creative.Image.Data.AsSpan((((place.Y + (place.Height / 2)) * creative.Image.Width) + place.X + (place.Height / 2)) * 3, 3);
        return new Rgb(pixel[0], pixel[1], pixel[2]);
    }

    private static CreativeSpec Plain(Rgb colour, string template, string format = "instagram-square")
    {
        var canvas = new Canvas(400, 400);
        canvas.Fill(canvas.Area, colour);
        return Drafts.Spec(format, template) with { Image = Image($"plain {colour}", canvas) };
    }

    /// <summary>Dark and light stripes, so that neither white nor dark text is readable everywhere.</summary>
    private static CreativeSpec Striped(byte light, string format)
    {
        var canvas = new Canvas(1080, 1080);
        canvas.Fill(canvas.Area, default);
        for (var x = 0; x < canvas.Area.Width; x += 80)
        {
            canvas.Fill(new PixelArea(x, 0, 40, canvas.Area.Height), new Rgb(light, light, light));
        }

        return Drafts.Spec(format, "scrim") with { Image = Image($"striped {light}", canvas) };
    }

    /// <summary>A plain image with stripes in a part of it.</summary>
    private static CreativeSpec Busy(string template, string format, (double X, double Y, double Width, double Height) part)
    {
        Assert.True(CampaignFormats.TryFind(format, out var found));
        var canvas = new Canvas(found.Size.Width / 2, found.Size.Height / 2);
        canvas.Fill(canvas.Area, Night);
        var (width, height) = (canvas.Area.Width, canvas.Area.Height);
        for (var x = (int)(part.X * width); x < (part.X + part.Width) * width; x += 24)
        {
            canvas.Fill(new PixelArea(x, (int)(part.Y * height), 12, (int)(part.Height * height)), new Rgb(200, 90, 60));
        }

        return Drafts.Spec(format, template) with { Image = Image($"busy {format} {part}", canvas) };
    }

    private static CreativeAsset Image(string key, Canvas canvas)
    {
        Vips.EnsureStarted();
        return Drafts.Asset(key, ImageFile.Write(canvas.Pixels, ImageFormat.Png, 90).Bytes);
    }

    /// <summary>Returns the difference of each pixel outside the parts from a colour.</summary>
    private static IEnumerable<int> Changed(DrawnCreative creative, Rgb colour)
    {
        var (image, parts) = (creative.Image, Parts(creative));
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                if (!parts.Any(part => part.Contains(new PixelArea(x, y, 1, 1))))
                {
                    yield return Math.Abs(image.Data[((y * image.Width) + x) * 3] - colour.Red);
                }
            }
        }
    }

    /// <summary>The places of texts and logo, and the button around its label.</summary>
    private static List<PixelArea> Parts(DrawnCreative creative) =>
        [.. creative.Placements.Select(placed => placed.Area.Inset(placed.Element == CreativeElement.CallToAction ? -placed.Area.Height * 3 : -2))];
}
