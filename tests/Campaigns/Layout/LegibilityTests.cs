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
    [InlineData("scrim", "instagram-square", 0.5, 0.5)]
    [InlineData("scrim", "instagram-story", 0.5, 0.45)]
    [InlineData("scrim", "facebook", 0.5, 0.5)]
    [InlineData("scrim", "facebook", 0.35, 0.5)]
    [InlineData("centred", "instagram-square", 0.5, 0.45)]
    [InlineData("block", "facebook", 0.25, 0.5)]
    [InlineData("corner", "facebook", 0.25, 0.5)]
    [InlineData("band", "instagram-square", 0.5, 0.78)]
    public async Task Texts_leave_the_subject_free_even_if_it_is_the_calmest_part(string template, string format, double x, double y)
    {
        foreach (var texts in new[] { Drafts.Latin, Drafts.Arabic, Drafts.Japanese })
        {
            var (spec, subject) = Confetti(template, format, x, y);
            var creative = await Drafts.DrawAsync(spec with { Texts = texts });

            Assert.False(creative.Type.CoversSubject, texts.Language);
            Assert.Empty(creative.Warnings);
            Assert.All(creative.Placements, placed => Assert.True(Overlap(placed.Area, subject) < 0.1, $"{texts.Language}: {placed} covers {subject}."));
        }
    }

    [Fact]
    public async Task Texts_leave_the_focal_point_free()
    {
        var spec = Plain(Night, "scrim", "facebook") with { Focus = new FocusPoint(0.3, 0.5) };
        var creative = await Drafts.DrawAsync(spec);

        Assert.Equal(TextPlacement.Right, creative.Type.TextsAt);
        Assert.False(creative.Type.CoversSubject);
    }

    [Fact]
    public async Task If_no_place_is_free_that_is_reported()
    {
        var (spec, _) = Confetti("scrim", "google-300x250", 0.5, 0.5, share: 0.6);

        Assert.True((await Drafts.DrawAsync(spec)).Type.CoversSubject);
    }

    [Theory]
    [InlineData("scrim")]
    [InlineData("centred")]
    public async Task All_languages_and_formats_of_an_image_have_the_same_ink_and_button(string template)
    {
        // Bright above and dark below, so that the ink that needs least depends on the place.
        var canvas = new Canvas(1024, 1024);
        canvas.Fill(canvas.Area, new Rgb(214, 228, 239));
        canvas.Fill(canvas.Area with { Y = 760 }, new Rgb(132, 138, 148));
        var image = Image("bright above", canvas);
        var looks = new List<(string Of, Rgb Ink, Rgb Button)>();
        foreach (var format in new[] { "instagram-square", "instagram-story", "facebook", "google-300x250" })
        {
            foreach (var texts in new[] { Drafts.Latin, Drafts.Arabic, Drafts.Japanese })
            {
                foreach (var place in new TextPlacement?[] { null, TextPlacement.Top, TextPlacement.Bottom })
                {
                    var spec = Drafts.Spec(format, template, texts) with { Image = image, Placement = place };
                    var creative = await Drafts.DrawAsync(spec);
                    looks.Add(($"{format} {texts.Language} {place}", InkOfHeadline(creative), ButtonOf(creative)));
                    Assert.All(creative.Placements, placed => Assert.True(placed.Contrast >= placed.Required, $"{placed}"));
                }
            }
        }

        Assert.All(looks, look => Assert.True(look.Ink == looks[0].Ink && look.Button == looks[0].Button, $"{look} instead of {looks[0]}."));
        Assert.NotEqual(Rgb.White, looks[0].Ink);
    }

    [Fact]
    public async Task A_button_that_does_not_stand_out_has_a_line_instead_of_another_colour()
    {
        // The image is dark as a whole, and like the button where that stands.
        var canvas = new Canvas(1080, 1080);
        canvas.Fill(canvas.Area, Night);
        canvas.Fill(canvas.Area with { Y = 860 }, new Rgb(235, 190, 70));
        var creative = await Drafts.DrawAsync(Drafts.Spec() with { Image = Image("yellow below", canvas), Placement = TextPlacement.Bottom });
        var plain = await Drafts.DrawAsync(Plain(Night, "scrim"));

        Assert.Equal(ButtonOf(plain), ButtonOf(creative));
    }

    [Theory]
    [InlineData("google-728x90")]
    [InlineData("google-320x50")]
    public async Task In_a_strip_a_subject_is_shown_beside_the_texts(string format)
    {
        var (spec, _) = Confetti("scrim", format, 0.3, 0.5);
        foreach (var texts in new[] { Drafts.Latin, Drafts.Arabic })
        {
            var creative = await Drafts.DrawAsync(spec with { Texts = texts });
            var size = spec.Format.Size;
            var photo = new PixelArea(texts == Drafts.Arabic ? size.Width - size.Height : 0, 0, size.Height, size.Height);

            Assert.All(creative.Placements, placed => Assert.Equal(0, placed.Area.Intersect(photo).Width));
        }

        var calm = await Drafts.DrawAsync(Plain(Night, "scrim", format));
        Assert.True(calm.Placements.Single(placed => placed.Element == CreativeElement.Headline).Area.X < 20);
    }

    [Theory]
    [InlineData("facebook", "band")]
    [InlineData("google-728x90", "band")]
    [InlineData("google-728x90", "split")]
    [InlineData("instagram-story", "scrim")]
    public async Task A_logo_with_a_colour_that_does_not_stand_out_gets_the_same_plate_in_all_languages(string format, string template)
    {
        const string two = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 50"><path d="M0 0h160v30H0z" fill="#123047"/><path d="M0 38h160v12H0z" fill="#c8553d"/></svg>""";
        var canvas = new Canvas(800, 800);
        canvas.Fill(canvas.Area, new Rgb(190, 90, 70));
        var spec = Drafts.Spec(format, template) with
        {
            Image = Image("brick", canvas),
            Brand = new CreativeBrand(new Rgb(18, 48, 71), new Rgb(200, 85, 61)) { Logo = Drafts.Asset("two colours", Encoding.UTF8.GetBytes(two)) },
        };
        foreach (var texts in new[] { Drafts.Latin, Drafts.Arabic, Drafts.Japanese })
        {
            var creative = await Drafts.DrawAsync(spec with { Texts = texts });
            var logo = creative.Placements.Single(placed => placed.Element == CreativeElement.Logo).Area;

            // The plate is white around the logo and ends before the edge.
            foreach (var (x, y) in new[] { (logo.X - 2, logo.Y + 3), (logo.Right + 1, logo.Y + 3), (logo.X + 9, logo.Y - 2), (logo.X + 9, logo.Bottom + 1) })
            {
                Assert.Equal(Rgb.White, PixelAt(creative.Image, x, y));
            }

            Assert.InRange(logo.X, 9, creative.Image.Width - logo.Width - 9);
            Assert.InRange(logo.Y, 9, creative.Image.Height - logo.Height - 9);
        }
    }

    [Fact]
    public async Task Small_print_is_large_enough_in_formats_that_are_seen_reduced()
    {
        foreach (var format in CampaignFormats.All.Where(format => !format.IsShownInItsSize))
        {
            var smallest = new LayoutFrame(format).SmallPrint.Smallest;
            Assert.InRange(smallest, Math.Max(14, 0.012 * Math.Max(format.Size.Width, format.Size.Height)), 60);
            foreach (var template in CreativeTemplate.All)
            {
                var creative = await Drafts.DrawAsync(Drafts.Spec(format.Id, template.Id) with { Texts = Drafts.Latin with { SmallPrint = "From €149 per person and night, 1 December to 28 March." } });
                Assert.True(creative.Type.Shrunk == 0, $"{format.Id} {template.Id}");
            }
        }
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
        return PixelAt(creative.Image, place.X + (place.Height / 2), place.Y + (place.Height / 2));
    }

    /// <summary>Returns white or the brand's dark colour, whichever the headline's area has more of.</summary>
    private static Rgb InkOfHeadline(DrawnCreative creative)
    {
        var area = creative.Placements.Single(placed => placed.Element == CreativeElement.Headline).Area;
        var deep = new BrandPalette(Drafts.Brand).Deep;
        var pixels = Enumerable.Range(area.Y, area.Height).SelectMany(y => Enumerable.Range(area.X, area.Width).Select(x => PixelAt(creative.Image, x, y))).ToList();
        return pixels.Count(pixel => pixel == Rgb.White) > pixels.Count(pixel => pixel == deep) ? Rgb.White : deep;
    }

    /// <summary>Returns the colour beside the button's label.</summary>
    private static Rgb ButtonOf(DrawnCreative creative)
    {
        var label = creative.Placements.Single(placed => placed.Element == CreativeElement.CallToAction).Area;
        return PixelAt(creative.Image, label.X - 5, label.Y + (label.Height / 2));
    }

    private static Rgb PixelAt(Pixels image, int x, int y)
    {
        var pixel = image.Data.AsSpan(((y * image.Width) + x) * 3, 3);
        return new Rgb(pixel[0], pixel[1], pixel[2]);
    }

    private static double Overlap(PixelArea area, PixelArea subject)
    {
        var both = area.Intersect(subject);
        return (double)both.Width * both.Height / (subject.Width * subject.Height);
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

    /// <summary>Small pieces in many colours, and a plain subject around a point.</summary>
    private static (CreativeSpec Spec, PixelArea Subject) Confetti(string template, string format, double x, double y, double share = 0.2)
    {
        Assert.True(CampaignFormats.TryFind(format, out var found));
        var (width, height) = (found.Size.Width, found.Size.Height);
        var canvas = new Canvas(width, height);
        canvas.Fill(canvas.Area, new Rgb(120, 70, 50));
        var piece = Math.Max(4, Math.Min(width, height) / 40);
        for (var row = 0; row * piece < height; row++)
        {
            for (var column = row % 2; column * piece < width; column += 2)
            {
                canvas.Fill(new PixelArea(column * piece, row * piece, piece, piece), new Rgb((byte)(60 + (column * 37 % 150)), (byte)(50 + (row * 29 % 90)), (byte)((row + column) * 17 % 110)));
            }
        }

        var edge = (int)(Math.Min(width, height) * share);
        var subject = new PixelArea((int)(x * width) - (edge / 2), (int)(y * height) - (edge / 2), edge, edge);
        canvas.Fill(subject, new Rgb(248, 243, 232));
        return (Drafts.Spec(format, template) with { Image = Image($"confetti {format} {x} {y} {share}", canvas) }, subject);
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
