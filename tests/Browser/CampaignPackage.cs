using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Import;
using Darkroom.Campaigns.Layout;
using Darkroom.Campaigns.Matrix;
using Darkroom.Imaging;
using Darkroom.Imaging.Drawing;
using Darkroom.Storage;
using Darkroom.Tests.Campaigns.Export;
using Darkroom.Tests.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Darkroom.Tests.Browser;

/// <summary>Checks every file of a downloaded package.</summary>
internal sealed class CampaignPackage(ZipArchive zip, IServiceProvider services) : IDisposable
{
    private static readonly string[] InTheTable = ["file", "width", "height", "bytes", "sha256", "headline", "call_to_action", "language", "approval"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The manifest's entry for each file.</summary>
    internal List<JsonElement> Files { get; } = [.. PackageBench.Manifest(zip).GetProperty("files").EnumerateArray()];

    internal static async Task<CampaignPackage> OfAsync(IDownload file, RunningServer server)
    {
        await using var content = await file.CreateReadStreamAsync();
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, Cancel);
        return new CampaignPackage(PackageBench.Open(bytes.ToArray()), server.Services);
    }

    /// <summary>Checks that every file is in both lists and as they say, and that there are no other files but the contact sheet.</summary>
    internal async Task IsWholeAsync(string campaignId)
    {
        var lists = zip.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("manifest.", StringComparison.Ordinal) || name.StartsWith("report-", StringComparison.Ordinal) || name == "contact-sheet.pdf");
        Assert.Equal(zip.Entries.Select(entry => entry.FullName).Order(), Files.Select(PathOf).Concat(lists).Order());
        Assert.Empty(PackageBench.Manifest(zip).GetProperty("left_out").EnumerateArray());
        var table = Table();
        Assert.Equal(Files.Count, table.Count);
        foreach (var (file, row) in Files.Zip(table))
        {
            Assert.Equal(InTheTable.Select(name => file.GetProperty(name).ToString()), InTheTable.Select(name => row[name]));
            IsAsItsFormat(file);
            await SaysItsWordsAsync(file, campaignId);
        }
    }

    /// <summary>Returns the report about the files of a channel.</summary>
    internal string Report(string channel) => PackageBench.Text(zip, $"report-{channel}.txt");

    public void Dispose() => zip.Dispose();

    private static string PathOf(JsonElement file) => file.GetProperty("file").GetString()!;

    private void IsAsItsFormat(JsonElement file)
    {
        var bytes = PackageBench.Read(zip, PathOf(file));
        Assert.True(CampaignFormats.TryFind(file.GetProperty("format").GetString()!, out var format));
        var header = Assert.IsType<Outcome<ImageHeader>.Ok>(ImageInspector.Inspect(bytes, new ImageLimits())).Value;
        Assert.Equal((format.Size.Width, format.Size.Height), (header.Width, header.Height));
        Assert.Equal((format.Size.Width, format.Size.Height), (file.GetProperty("width").GetInt32(), file.GetProperty("height").GetInt32()));
        Assert.InRange(bytes.Length, 1, format.MaxBytes ?? int.MaxValue);
        Assert.Equal((bytes.Length, ContentHash.Compute(bytes)), (file.GetProperty("bytes").GetInt32(), file.GetProperty("sha256").GetString()));
        Assert.Equal(header.Format.Mime(), file.GetProperty("mime").GetString());
    }

    /// <summary>Checks that a file looks like the creative drawn with the manifest's texts, and unlike one with other texts.</summary>
    private async Task SaysItsWordsAsync(JsonElement file, string campaignId)
    {
        var spec = await SpecAsync(file, campaignId);
        var written = Decode(PackageBench.Read(zip, PathOf(file)));
        var right = await DrawAsync(spec);
        var other = await DrawAsync(spec with { Texts = spec.Texts with { Headline = Other(spec.Texts.Headline), CallToAction = Other(spec.Texts.CallToAction) } });
        foreach (var element in new[] { CreativeElement.Headline, CreativeElement.CallToAction })
        {
            var area = right.Placements.Single(placement => placement.Element == element).Area;
            var (same, unlike) = (Difference(written, right.Image, area), Difference(written, other.Image, area));
            Assert.True(same * 5 < unlike, $"{PathOf(file)}: {element} differs by {same:0.0} from what it should say and by {unlike:0.0} from something else");
        }
    }

    private async Task<CreativeSpec> SpecAsync(JsonElement file, string campaignId)
    {
        var campaign = await services.GetRequiredService<ICampaignStore>().FindCompleteAsync(campaignId, Cancel);
        var (concept, format, language) = (file.GetProperty("concept").GetInt32() - 1, file.GetProperty("format").GetString()!, file.GetProperty("language").GetString()!);
        var creative = campaign!.Creatives.First(one => one.Key.Concept == concept && one.Key.Format == format && one.Key.Language == language);
        var spec = await services.GetRequiredService<CreativeSpecs>().CreateAsync(creative, Cancel);
        return spec! with { Texts = new CreativeTexts(file.GetProperty("headline").GetString()!, file.GetProperty("call_to_action").GetString()!, "", language) };
    }

    private async Task<Darkroom.Campaigns.Layout.DrawnCreative> DrawAsync(CreativeSpec spec) =>
        Assert.IsType<Outcome<Darkroom.Campaigns.Layout.DrawnCreative>.Ok>(await services.GetRequiredService<CreativeRenderer>().RenderAsync(spec, null, Cancel)).Value;

    private static Pixels Decode(byte[] file) => Assert.IsType<Outcome<Pixels>.Ok>(Photo.Decode(file, new ImageLimits())).Value;

    /// <summary>Returns a text of the same length that looks different.</summary>
    private static string Other(string text) => string.Concat(text.Select(one => char.IsLetter(one) ? (char)(one is 'm' or 'M' ? 'i' : 'm') : one));

    /// <summary>The mean difference of a channel in an area, 0 to 255.</summary>
    private static double Difference(Pixels one, Pixels two, PixelArea area)
    {
        double sum = 0;
        for (var y = area.Y; y < area.Bottom; y++)
        {
            for (var x = area.X; x < area.Right; x++)
            {
                for (var band = 0; band < 3; band++)
                {
                    sum += Math.Abs(one.Data[(((y * one.Width) + x) * one.Bands) + band] - two.Data[(((y * two.Width) + x) * two.Bands) + band]);
                }
            }
        }

        return sum / (area.Width * area.Height * 3);
    }

    /// <summary>The rows of <c>manifest.csv</c>, each by its columns' names.</summary>
    private List<Dictionary<string, string>> Table()
    {
        var (rows, problems) = CsvTable.Read(PackageBench.Text(zip, "manifest.csv").TrimStart('\uFEFF'), 1000);
        Assert.Empty(problems);
        return [.. rows.Skip(1).Select(row => rows[0].Cells.Zip(row.Cells).ToDictionary(pair => pair.First, pair => pair.Second))];
    }
}
