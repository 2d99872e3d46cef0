using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Export;
using Darkroom.Imaging;

namespace Darkroom.Tests.Campaigns.Export;

/// <summary>The contact sheet of a package is a valid PDF that shows every file.</summary>
public sealed partial class ContactSheetTests
{
    [Theory]
    [InlineData(SheetPages.Language, "en", "ar")]
    [InlineData(SheetPages.Format, "Google display Medium rectangle · 300x250", "Instagram Square post · 1080x1080")]
    public async Task Every_file_is_on_the_page_of_its_group(SheetPages pages, string first, string second)
    {
        using var bench = await PackageBench.CreateAsync();
        bench.ApproveAll();
        bench.Decide(new CreativeState { Approval = Approval.Rejected, By = "Ana", ByLink = true, Comment = "أغمق من اللازم" }, new CreativeKey(0, PackageBench.Square, 0, 0, "ar"));
        using var zip = PackageBench.Open(await bench.PackAsync(everything: true, sheet: pages));
        var pdf = new Pdf(PackageBench.Read(zip, "contact-sheet.pdf"));

        Assert.Equal(2, pdf.Pages.Count);
        Assert.Equal([$"Summer Sale · {first}", $"Summer Sale · {second}"], pdf.Pages.Select(page => page[0]));
        var files = PackageBench.Manifest(zip).GetProperty("files").EnumerateArray().Select(file => Path.GetFileName(file.GetProperty("file").GetString()!)).ToList();
        Assert.Equal(files.Order(), pdf.Pages.SelectMany(page => page.Skip(1)).Where(text => text.Length > 0).Select(text => text.Split('\n')[0]).Order());
        var rejected = Assert.Single(pdf.Pages.SelectMany(page => page), text => text.Contains("Ana", StringComparison.Ordinal));
        Assert.EndsWith("\nChanges wanted: Ana\nأغمق من اللازم", rejected, StringComparison.Ordinal);
        Assert.InRange(pdf.Bytes, 20_000, 16 * 60_000);
    }

    [Fact]
    public async Task Thumbnails_are_small_and_texts_are_drawn()
    {
        using var bench = await PackageBench.CreateAsync();
        bench.Decide(new CreativeState { Approval = Approval.Approved }, new CreativeKey(0, PackageBench.Square, 0, 0, "en"));
        using var zip = PackageBench.Open(await bench.PackAsync(sheet: SheetPages.Language));
        var pdf = new Pdf(PackageBench.Read(zip, "contact-sheet.pdf"));

        // The heading, and the thumbnail and the text of one creative.
        Assert.Equal(3, pdf.Images.Count);
        var thumbnail = Assert.Single(pdf.Images, image => image.Filter == "DCTDecode");
        var header = Assert.IsType<Outcome<ImageHeader>.Ok>(ImageInspector.Inspect(thumbnail.Data, new ImageLimits())).Value;
        Assert.Equal((thumbnail.Width, thumbnail.Height), (header.Width, header.Height));
        Assert.InRange(header.Width, 200, 420);
        foreach (var (width, height, _, data) in pdf.Images.Where(image => image.Filter == "FlateDecode"))
        {
            await using var unpacked = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
            using var pixels = new MemoryStream();
            await unpacked.CopyToAsync(pixels, TestContext.Current.CancellationToken);
            Assert.Equal(width * height, pixels.Length);
            Assert.InRange(pixels.ToArray().Count(pixel => pixel < 96), 100, (width * height) / 4);
        }
    }

    [Fact]
    public async Task A_sheet_changes_no_other_file_and_is_reproducible()
    {
        using var bench = await PackageBench.CreateAsync();
        bench.ApproveAll();
        using var plain = PackageBench.Open(await bench.PackAsync());
        Assert.Null(plain.GetEntry("contact-sheet.pdf"));

        Assert.Equal(await bench.PackAsync(sheet: SheetPages.Format), await bench.PackAsync(sheet: SheetPages.Format));
    }

    /// <summary>Reads a PDF by its table of objects.</summary>
    private sealed partial class Pdf
    {
        private readonly byte[] _file;
        private readonly string _text;

        public Pdf(byte[] file)
        {
            (_file, _text) = (file, Encoding.Latin1.GetString(file));
            Assert.StartsWith("%PDF-1.5\n", _text, StringComparison.Ordinal);
            Assert.EndsWith("%%EOF\n", _text, StringComparison.Ordinal);
            var table = int.Parse(Start().Match(_text).Groups[1].Value, CultureInfo.InvariantCulture);
            Assert.Equal("xref\n", _text.Substring(table, 5));
            var positions = Position().Matches(_text[table..]).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
            for (var number = 1; number <= positions.Count; number++)
            {
                Assert.StartsWith($"{number} 0 obj\n", _text[positions[number - 1]..], StringComparison.Ordinal);
            }

            string ObjectOf(int number) => _text[positions[number - 1].._text.IndexOf("endobj", positions[number - 1], StringComparison.Ordinal)];
            var kids = Reference().Matches(Kids().Match(ObjectOf(2)).Groups[1].Value).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
            foreach (var page in kids.Select(ObjectOf))
            {
                var content = ObjectOf(int.Parse(Contents().Match(page).Groups[1].Value, CultureInfo.InvariantCulture));
                Pages.Add([.. Said().Matches(content).Select(match => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(match.Groups[1].Value)))]);
            }

            foreach (var (match, at) in positions.Select(position => (Image().Match(_text, position, Math.Min(300, _text.Length - position)), position)).Where(one => one.Item1.Success && one.Item1.Index == one.position))
            {
                var numbers = match.Groups.Values.Skip(1).Where(group => group.Name != "filter").Select(group => int.Parse(group.Value, CultureInfo.InvariantCulture)).ToList();
                Images.Add((numbers[0], numbers[1], match.Groups["filter"].Value, _file[(at + match.Length)..(at + match.Length + numbers[2])]));
                Assert.StartsWith("\nendstream\nendobj\n", _text[(at + match.Length + numbers[2])..], StringComparison.Ordinal);
            }
        }

        public int Bytes => _file.Length;

        /// <summary>The texts of each page, in the order of the images.</summary>
        public List<List<string>> Pages { get; } = [];

        public List<(int Width, int Height, string Filter, byte[] Data)> Images { get; } = [];

        [GeneratedRegex(@"startxref\n(\d+)\n%%EOF")]
        private static partial Regex Start();

        [GeneratedRegex(@"^(\d{10}) 00000 n", RegexOptions.Multiline)]
        private static partial Regex Position();

        [GeneratedRegex(@"/Kids\[([^]]*)\]")]
        private static partial Regex Kids();

        [GeneratedRegex(@"(\d+) 0 R")]
        private static partial Regex Reference();

        [GeneratedRegex(@"/Contents (\d+) 0 R")]
        private static partial Regex Contents();

        [GeneratedRegex(@"/ActualText <FEFF([0-9A-F]*)>")]
        private static partial Regex Said();

        [GeneratedRegex(@"\d+ 0 obj\n<</Type/XObject/Subtype/Image/Width (?<width>\d+)/Height (?<height>\d+)/ColorSpace/\w+/BitsPerComponent 8/Filter/(?<filter>\w+)/Length (?<length>\d+)>>\nstream\n")]
        private static partial Regex Image();
    }
}
