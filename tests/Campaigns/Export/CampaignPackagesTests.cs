using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Export;
using Darkroom.Campaigns.Layout;
using Darkroom.Imaging;
using Darkroom.Storage;

namespace Darkroom.Tests.Campaigns.Export;

/// <summary>A package contains what was approved, describes it, and is reproducible.</summary>
public sealed class CampaignPackagesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ImageFormat.Jpeg, ".jpg")]
    [InlineData(ImageFormat.Png, ".png")]
    [InlineData(ImageFormat.WebP, ".webp")]
    public async Task Every_file_is_as_the_manifest_says(ImageFormat format, string extension)
    {
        using var bench = await PackageBench.CreateAsync();
        bench.Campaign = bench.Campaign with { Brief = bench.Campaign.Brief with { Formats = [PackageBench.Banner] } };
        bench.ApproveAll();
        using var zip = PackageBench.Open(await bench.PackAsync(format));
        var files = PackageBench.Manifest(zip).GetProperty("files").EnumerateArray().Concat(PackageBench.Manifest(zip).GetProperty("left_out").EnumerateArray()).ToList();
        Assert.Equal(8, files.Count);
        foreach (var file in files.Where(file => file.TryGetProperty("bytes", out _)))
        {
            var path = file.GetProperty("file").GetString()!;
            var bytes = PackageBench.Read(zip, path);
            Assert.EndsWith(extension, path, StringComparison.Ordinal);
            Assert.Equal(bytes.Length, file.GetProperty("bytes").GetInt32());
            Assert.InRange(bytes.Length, 1, 150_000);
            Assert.Equal(ContentHash.Compute(bytes), file.GetProperty("sha256").GetString());
            Assert.Equal(format.Mime(), file.GetProperty("mime").GetString());
            var header = Assert.IsType<Outcome<ImageHeader>.Ok>(ImageInspector.Inspect(bytes, new ImageLimits())).Value;
            Assert.Equal((format, 300, 250), (header.Format, header.Width, header.Height));
            Assert.Contains("digitalsourcetype/algorithmicMedia", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        }

        Assert.Equal(8, zip.Entries.Count(entry => entry.FullName.EndsWith(extension, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_manifest_has_texts_origin_cost_and_decision_of_each_file()
    {
        using var bench = await PackageBench.CreateAsync();
        var key = new CreativeKey(1, PackageBench.Square, 0, 0, "ar");
        bench.Decide(new CreativeState { Approval = Approval.Approved, Version = 3, By = "Amal", Comment = "=cmd|' /C calc'!A0" }, key);
        using var zip = PackageBench.Open(await bench.PackAsync());
        var manifest = PackageBench.Manifest(zip);
        Assert.Equal(("Summer Sale", 16, 0.03458m), (manifest.GetProperty("campaign").GetString(), manifest.GetProperty("in_campaign").GetInt32(), manifest.GetProperty("pictures_usd").GetDecimal()));
        var file = Assert.Single(manifest.GetProperty("files").EnumerateArray());
        foreach (var (name, value) in new (string, object)[]
        {
            ("file", "instagram/summer-sale_2_instagram-square_ar_v3_h1.jpg"), ("channel", "Instagram"), ("headline", "امشِ على الهواء"),
            ("call_to_action", "تسوق الآن"), ("small_print", "أحذية فقط"), ("concept", 2), ("concept_name", "Idea 2"), ("version", 3),
            ("approval", "approved"), ("decided_by", "Amal (typed by the visitor)"), ("comment", "=cmd|' /C calc'!A0"), ("provider", "painter"), ("model", "oils"), ("seed", 7),
            ("prompt", "a red fox"), ("picture_usd", 0.03458m), ("cost_basis", "tokens"), ("quality", 90), ("width", 1080),
        })
        {
            Assert.Equal(Convert.ToString(value, CultureInfo.InvariantCulture), file.GetProperty(name).ToString());
        }
    }

    [Fact]
    public async Task The_table_has_the_same_content_and_no_formulas()
    {
        using var bench = await PackageBench.CreateAsync();
        bench.ApproveAll();
        bench.Decide(new CreativeState { Approval = Approval.Approved, Comment = "@SUM(1)\r\n\"x\"", By = "+1" }, new CreativeKey(0, PackageBench.Square, 0, 0, "en"));
        using var zip = PackageBench.Open(await bench.PackAsync());
        var table = PackageBench.Text(zip, "manifest.csv");
        Assert.StartsWith("\uFEFFfile,channel,format,width", table, StringComparison.Ordinal);
        Assert.Contains(",'=HYPERLINK(1),'-50% today,", table, StringComparison.Ordinal);
        Assert.Contains(",\"Walk on, \"\"air\"\"\",", table, StringComparison.Ordinal);
        Assert.Contains(",'+1 (typed by the visitor),\"'@SUM(1)\r\n\"\"x\"\"\",", table, StringComparison.Ordinal);
        Assert.Equal(17 + 1, table.Split("\r\n").Length - 1);
        foreach (var file in PackageBench.Manifest(zip).GetProperty("files").EnumerateArray())
        {
            Assert.Contains($"{file.GetProperty("file").GetString()},", table, StringComparison.Ordinal);
            Assert.Contains($",{file.GetProperty("sha256").GetString()},", table, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_same_state_gives_the_same_bytes_after_a_restart_and_in_any_drawing_order()
    {
        using var bench = await PackageBench.CreateAsync();
        bench.ApproveAll();
        var first = await bench.PackAsync();
        bench.Restart();
        bench.Draw = async (creative, format, maxBytes, cancellationToken) =>
        {
            // Later creatives are finished first.
            for (var wait = 0; wait < 20 - creative.Key.Concept * 10 - creative.Key.Headline; wait++)
            {
                await Task.Yield();
            }

            return await PackageBench.DrawSceneAsync(creative, format, maxBytes, cancellationToken);
        };
        Assert.Equal(ContentHash.Compute(first), ContentHash.Compute(await bench.PackAsync()));
        bench.Decide(new CreativeState { Approval = Approval.Rejected }, new CreativeKey(0, PackageBench.Square, 0, 0, "en"));
        Assert.NotEqual(ContentHash.Compute(first), ContentHash.Compute(await bench.PackAsync()));
    }

    [Fact]
    public async Task Only_approved_creatives_are_packed_unless_everything_is_requested()
    {
        using var bench = await PackageBench.CreateAsync();
        bench.Decide(new CreativeState { Approval = Approval.Approved }, new CreativeKey(0, PackageBench.Square, 0, 0, "en"));
        bench.Decide(new CreativeState { Approval = Approval.Rejected }, new CreativeKey(0, PackageBench.Square, 1, 0, "en"));
        using var approved = PackageBench.Open(await bench.PackAsync());
        Assert.Equal(
            ["instagram/summer-sale_1_instagram-square_en_v1_h1.jpg", "report-instagram.txt", "manifest.csv", "manifest.json"],
            approved.Entries.Select(entry => entry.FullName));
        using var all = PackageBench.Open(await bench.PackAsync(everything: true));
        Assert.Equal(16, all.Entries.Count(entry => entry.FullName.EndsWith(".jpg", StringComparison.Ordinal)));
        Assert.Equal(
            ["approved", "pending", "rejected"],
            PackageBench.Manifest(all).GetProperty("files").EnumerateArray().Select(file => file.GetProperty("approval").GetString()).Distinct().Order());
    }

    [Fact]
    public async Task Hostile_texts_give_safe_file_names()
    {
        using var bench = await PackageBench.CreateAsync();
        string[] hostile = ["../../etc/passwd", "CON", new string('長', 300), "🎉🎉", "\u202Egpj.exe", "C:\\x", "a\0b", "/", ". .", "NUL.txt"];
        bench.Campaign = bench.Campaign with { Brief = bench.Campaign.Brief with { Formats = [PackageBench.Banner], Copy = [new CampaignCopy("en", [.. hostile], ["Go"])] } };
        bench.ApproveAll();
        using var zip = PackageBench.Open(await bench.PackAsync(name: "{headline}"));
        var names = zip.Entries.Select(entry => entry.FullName).Where(name => name.EndsWith(".jpg", StringComparison.Ordinal)).ToList();
        Assert.Equal(20, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(names, name => Assert.Matches(@"^google-display/[\p{L}\p{N}\p{M}_-]{1,200}\.jpg$", name));
        Assert.Contains("google-display/con-file_1_h2.jpg", names);
        Assert.Contains("google-display/etc-passwd_2_h1.jpg", names);
        Assert.Contains("google-display/no-headline_2_h4.jpg", names);
    }

    [Fact]
    public async Task Files_that_a_channel_would_refuse_are_left_out_and_reported()
    {
        using var bench = await PackageBench.CreateAsync();
        bench.ApproveAll();
        bench.Campaign = bench.Campaign with
        {
            Brief = bench.Campaign.Brief with { WordsToAvoid = ["air"] },
            Concepts = bench.Campaign.Concepts.SetItem(1, new Concept(1, "Idea 2", [new BaseImage(new BaseImageKey(1, AspectShape.Square), "later")])),
        };
        bench.Decide(new CreativeState { Approval = Approval.Approved }, bench.Complete.Creatives.Select(one => one.Key));
        bench.Draw = async (creative, format, maxBytes, cancellationToken) =>
        {
            var drawn = await PackageBench.DrawSceneAsync(creative, format, maxBytes, cancellationToken);
            return creative.Key switch
            {
                { Format: PackageBench.Banner, Headline: 0, Language: "en" } => drawn with { Image = drawn.Image! with { Bytes = new byte[200_000] } },
                { Format: PackageBench.Banner, Headline: 1, Language: "en" } => drawn with { Image = drawn.Image! with { Width = 299 } },
                { Format: PackageBench.Banner, Headline: 0 } => throw new InvalidOperationException("secret"),
                { Format: PackageBench.Square, Language: "ar" } => drawn with { Findings = [new Finding("headline", "It does not fit.")] },
                _ => drawn,
            };
        };
        using var zip = PackageBench.Open(await bench.PackAsync());
        var google = PackageBench.Text(zip, "report-google-display.txt");
        Assert.StartsWith("Google display: 1 file in this package, 0 to look at, 7 left out.\n", google, StringComparison.Ordinal);
        Assert.Contains("_en_v1_h1.jpg\n    bytes: It has 200,", google, StringComparison.Ordinal);
        Assert.Contains("size: It is 299x250; google-300x250 is 300x250.", google, StringComparison.Ordinal);
        Assert.Contains("picture: It could not be drawn.", google, StringComparison.Ordinal);
        Assert.Contains("picture: Its image is not finished.", google, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", google, StringComparison.Ordinal);
        var instagram = PackageBench.Text(zip, "report-instagram.txt");
        Assert.Contains("4 files in this package, 3 to look at, 4 left out", instagram, StringComparison.Ordinal);
        Assert.Contains("headline: It does not fit.", instagram, StringComparison.Ordinal);
        Assert.Contains("words: It contains “air”, a word to avoid.", instagram, StringComparison.Ordinal);
        Assert.Contains("Good\n  instagram/summer-sale_1_instagram-square_en_v1_h2.jpg: 1080x1080, ", instagram, StringComparison.Ordinal);
        Assert.Equal(11, PackageBench.Manifest(zip).GetProperty("left_out").GetArrayLength());
    }

    [Fact]
    public async Task The_reports_count_what_typesetting_had_to_do_and_name_languages_that_are_much_smaller()
    {
        using var bench = await PackageBench.CreateAsync();
        bench.ApproveAll();
        bench.Decide(
            new CreativeState { Approval = Approval.Approved, Template = "split" },
            bench.Complete.Creatives.Select(one => one.Key).Where(key => key is { Language: "ar", Headline: 1 }));
        bench.Draw = async (creative, format, maxBytes, cancellationToken) => await PackageBench.DrawSceneAsync(creative, format, maxBytes, cancellationToken) with
        {
            // The other headline has another layout in Arabic, so that its size says nothing.
            Type = new CreativeType(
                creative.Key.Language == "ar" ? 47 : 80, Hyphenated: 1, creative.Key.Language == "en" ? 1 : 0, ShortLastLines: 0, creative.Key.Language == "ar" ? 1 : 0, TextPlacement.Top, [])
            {
                CoversSubject = creative.Key is { Language: "ar", Headline: 0 },
            },
        };
        using var zip = PackageBench.Open(await bench.PackAsync());
        var report = PackageBench.Text(zip, "report-instagram.txt");

        Assert.Contains(
            "\nType: 8 hyphenated words, 4 texts below the readable size, 0 last lines of one short word, 2 headlines below 60 % of their size in another language.\n"
            + "Contrast: at least 4.5 (WCAG 2.2 AA); at least 3 for 4 texts of large type, 24 pixels or 18.66 in bold as they are seen on a phone.\n"
            + "Subject: in 2 files the texts cover the subject.\n",
            report,
            StringComparison.Ordinal);
        Assert.Contains("    language: The headline is set at 47 pixels, below 60 % of its size in en (80). Shorten it.\n", report, StringComparison.Ordinal);
        Assert.Matches("_en_v1_h1.jpg: 1080x1080, [0-9,]+ bytes of [0-9,]+, hyphenated, below the readable size\n", report);
        Assert.Matches("_ar_v1_h1.jpg: 1080x1080, [0-9,]+ bytes of [0-9,]+, hyphenated\n    subject: The texts cover the subject", report);
        Assert.Contains(
            PackageBench.Manifest(zip).GetProperty("files").EnumerateArray(),
            file => file.GetProperty("findings").EnumerateArray().Any(finding => finding.GetProperty("rule").GetString() == "language"));
    }

    [Fact]
    public async Task What_is_true_of_all_files_of_a_format_is_reported_once()
    {
        using var bench = await PackageBench.CreateAsync();
        bench.ApproveAll();
        bench.Draw = async (creative, format, maxBytes, cancellationToken) => await PackageBench.DrawSceneAsync(creative, format, maxBytes, cancellationToken) with
        {
            Findings = [new Finding("small_print", "It was left out."), .. creative.Key is { Language: "ar", Headline: 0 } ? [new Finding("headline", "It does not fit.")] : Array.Empty<Finding>()],
        };
        using var zip = PackageBench.Open(await bench.PackAsync());
        var report = PackageBench.Text(zip, "report-instagram.txt");

        Assert.Contains("8 files in this package, 2 to look at, 0 left out", report, StringComparison.Ordinal);
        Assert.Contains("\nAll files of a format\n  instagram-square\n    small_print: It was left out.\n", report, StringComparison.Ordinal);
        Assert.Equal(1, report.Split("small_print").Length - 1);
        Assert.Equal(2, report.Split("headline: It does not fit.").Length - 1);
        Assert.All(PackageBench.Manifest(zip).GetProperty("files").EnumerateArray(), file => Assert.NotEqual(0, file.GetProperty("findings").GetArrayLength()));
    }

    [Fact]
    public async Task Cancelling_stops_the_drawing_and_leaves_an_incomplete_zip()
    {
        using var bench = await PackageBench.CreateAsync();
        bench.ApproveAll();
        using var left = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var (drawn, running) = (0, 0);
        bench.Draw = async (creative, format, maxBytes, cancellationToken) =>
        {
            Interlocked.Increment(ref running);
            try
            {
                if (Interlocked.Increment(ref drawn) == 6)
                {
                    await left.CancelAsync();
                }

                return await PackageBench.DrawSceneAsync(creative, format, maxBytes, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        };
        var plan = await bench.Packages().PlanAsync(bench.Complete, new ExportOptions(ImageFormat.Jpeg, NameTemplate.Default), Cancel);
        using var zip = new MemoryStream();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Packages().WriteAsync(plan, zip, left.Token));
        Assert.Equal(0, running);
        Assert.InRange(drawn, 6, 9);
        Assert.Throws<InvalidDataException>(() => PackageBench.Open(zip.ToArray()));
    }

    [Fact]
    public async Task Sizes_are_before_each_file_so_that_the_zip_can_be_read_while_it_is_received()
    {
        using var bench = await PackageBench.CreateAsync();
        bench.ApproveAll();
        var zip = await bench.PackAsync();
        using var archive = PackageBench.Open(zip);
        var at = 0;
        foreach (var entry in archive.Entries)
        {
            // Local header: signature, version, flags, method, time, date, CRC, sizes, lengths of name and extra field.
            var (flags, method) = (BitConverter.ToUInt16(zip, at + 6), BitConverter.ToUInt16(zip, at + 8));
            var (size, name, extra) = (BitConverter.ToInt32(zip, at + 18), BitConverter.ToUInt16(zip, at + 26), BitConverter.ToUInt16(zip, at + 28));
            Assert.Equal((0x04034b50, 0, 0), (BitConverter.ToInt32(zip, at), flags & 8, method));
            Assert.Equal(entry.Length, size);
            Assert.Equal(new DateTime(2026, 3, 1, 7, 30, 10), entry.LastWriteTime.DateTime);
            at += 30 + name + extra + size;
        }

        Assert.Equal(0x02014b50, BitConverter.ToInt32(zip, at));
    }
}
