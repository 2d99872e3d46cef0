using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Darkroom.Tests.Architecture;

/// <summary>The references and names that docs/architecture.md allows. Each failure says what the rule protects.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Root = SourceTree.Root;

    private static readonly Dictionary<string, string[]> ProjectReferences = new()
    {
        ["Darkroom.Client"] = [],
        ["Darkroom.Imaging"] = [],
        ["Darkroom"] = ["Darkroom.Imaging"],
        ["Darkroom.Providers"] = ["Darkroom"],
        ["Darkroom.Painter"] = ["Darkroom"],
        ["Darkroom.Campaigns"] = ["Darkroom"],
        ["Darkroom.Sqlite"] = ["Darkroom", "Darkroom.Campaigns"],
        ["Darkroom.Server"] = ["Darkroom", "Darkroom.Campaigns", "Darkroom.Client", "Darkroom.Imaging", "Darkroom.Painter", "Darkroom.Providers", "Darkroom.Sqlite"],
    };

    /// <summary>Which folder of the engine may use which others.</summary>
    private static readonly Dictionary<string, string[]> FolderReferences = new()
    {
        ["Audit"] = ["Storage"],
        ["Generations"] = ["Providers", "Costs", "Gallery", "Keys", "Storage"],
        ["Costs"] = ["Keys", "Providers"],
        ["Gallery"] = ["Packaging", "Storage"],
        ["Keys"] = ["Storage"],
        ["Packaging"] = [],
        ["Sharing"] = ["Gallery", "Generations"],
        ["Imports"] = ["Gallery", "Storage"],
        ["Copies"] = ["Gallery", "Imports", "Packaging", "Storage"],
        ["Prompts"] = ["Gallery", "Generations", "Providers", "Storage", "Texts"],
        ["Providers"] = [],
        ["Settings"] = ["Storage"],
        ["Storage"] = [],
        ["Texts"] = ["Costs", "Keys"],
        ["Webhooks"] = ["Generations"],
    };

    /// <summary>Folders of Darkroom.Providers that several providers share.</summary>
    private static readonly string[] Protocols = ["Http", "ExtensionsAi", "OpenAiApi", "TextGeneration"];

    private static readonly string[] Features = ["Access", "Audit", "Campaigns", "CommandLine", "Commands", "Costs", "Gallery", "Imports", "Mcp", "OpenAiApi", "Settings", "Sharing", "Studio", "Webhooks"];

    [Fact]
    public void Projects_have_only_the_allowed_references()
    {
        foreach (var project in Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            var name = Path.GetFileNameWithoutExtension(project);
            Assert.True(ProjectReferences.TryGetValue(name, out var allowed), $"{name} is new: add the projects it may reference to {nameof(ProjectReferences)}.");
            var references = Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));
            AssertNone(
                references.Except(allowed!),
                $"{name} must not reference these projects: the engine could then no longer be tested, or run by another host, without "
                + "the database or the web server.");
        }
    }

    [Fact]
    public void Only_imaging_may_use_unsafe_code() => AssertNone(
        Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(project => Items(project, "AllowUnsafeBlocks").Any()).Select(path => Path.GetFileNameWithoutExtension(path)).Except(["Darkroom.Imaging"]),
        "These projects allow unsafe code. Keep it in the one project that is reviewed for it.");

    [Fact]
    public void Only_the_server_and_the_stores_know_a_host_a_database_or_a_broker()
    {
        foreach (var (project, packages) in new Dictionary<string, string[]>
        {
            ["Darkroom"] = ["Microsoft.Extensions.Logging.Abstractions"],
            ["Darkroom.Campaigns"] = [],
            ["Darkroom.Client"] = [],
            ["Darkroom.Imaging"] =
            [
                "NetVips.Native.linux-arm64", "NetVips.Native.linux-musl-x64", "NetVips.Native.linux-x64", "NetVips.Native.osx-arm64", "NetVips.Native.osx-x64",
                "NetVips.Native.win-x64",
            ],
            ["Darkroom.Painter"] = [],
            ["Darkroom.Providers"] = ["Microsoft.Extensions.AI.Abstractions"],
        })
        {
            var file = Path.Combine(Root, "src", project, $"{project}.csproj");
            AssertNone(Items(file, "PackageReference").Except(packages), $"{project} references these packages; every host and every store would have to bring them.");
            AssertNone(
                Items(file, "FrameworkReference")
                    .Concat(Sources(Path.Combine(Root, "src", project)).Where(source => HostNames().IsMatch(source.Text)).Select(source => source.Path)),
                $"{project} uses ASP.NET, SQL or a broker here: it could no longer run without them.");
        }
    }

    [Fact]
    public void Folders_of_the_engine_use_only_the_allowed_ones()
    {
        var engine = Path.Combine(Root, "src/Darkroom");
        var folders = Directory.GetDirectories(engine).Select(path => Path.GetFileName(path)!).Where(name => name is not ("obj" or "bin")).ToArray();
        AssertNone(folders.Except(FolderReferences.Keys), $"These folders are new: add the folders each may use to {nameof(FolderReferences)}.");
        foreach (var folder in folders)
        {
            AssertNone(
                Sources(Path.Combine(engine, folder)).SelectMany(source => Uses(source, "Darkroom", folders)
                    .Where(used => used != folder && !FolderReferences[folder].Contains(used)).Select(used => $"{source.Path} uses {used}")),
                $"{folder} may use {Names(FolderReferences[folder])}. Other references soon become a cycle, and then neither side can be "
                + "understood, tested or replaced alone.");
        }

        AssertNone(
            Directory.GetFiles(engine, "*.cs").SelectMany(path => Uses(Read(path), "Darkroom", folders).Select(used => $"{Path.GetFileName(path)} uses {used}")),
            "Every folder uses the files at the root. A file there that uses a folder makes a cycle.");
    }

    [Fact]
    public void The_allowed_references_make_no_cycle()
    {
        foreach (var references in new[] { FolderReferences, ProjectReferences })
        {
            var left = references.ToDictionary();
            while (left.Where(one => !one.Value.Any(left.ContainsKey)).Select(one => one.Key).ToList() is { Count: > 0 } leaves)
            {
                leaves.ForEach(leaf => left.Remove(leaf));
            }

            AssertNone(left.Keys, "The allowed references between these make a cycle: none of them could be built or understood first.");
        }
    }

    [Fact]
    public void A_provider_uses_no_other_provider()
    {
        var providers = Providers().Select(path => Path.GetFileName(path)!).ToArray();
        foreach (var provider in providers.Concat(Protocols))
        {
            AssertNone(
                Sources(Path.Combine(Root, "src/Darkroom.Providers", provider)).SelectMany(source => Uses(source, "Darkroom.Providers", providers)
                    .Where(used => used != provider).Select(used => $"{source.Path} uses {used}")),
                $"{provider} uses another provider: a change for one service could break the other. Put what both need beside the folders.");
        }
    }

    [Fact]
    public void Every_provider_folder_has_the_same_files()
    {
        foreach (var folder in Providers())
        {
            var name = Path.GetFileName(folder);
            AssertNone(
                new[] { "Provider", "Capabilities", "Request" }.Select(part => $"{name}{part}.cs").Where(file => !File.Exists(Path.Combine(folder, file))),
                $"{name} lacks these files: every provider has the same set, so that position and name are predictable.");
        }
    }

    [Fact]
    public void A_feature_of_the_server_uses_no_other_feature()
    {
        var server = Path.Combine(Root, "src/Darkroom.Server");
        string[] known = [.. Features, "Http", "Configuration"];
        foreach (var folder in known.Where(folder => folder != "Configuration"))
        {
            AssertNone(
                Sources(Path.Combine(server, folder)).SelectMany(source => Uses(source, "Darkroom.Server", known)
                    .Where(used => used != folder && used != "Http" && (folder, used) is not ("Access" or "CommandLine" or "Settings", "Configuration") and not ("CommandLine", "Mcp"))
                    .Select(used => $"{source.Path} uses {used}")),
                $"{folder} may use Http only (Access, CommandLine and Settings also Configuration, CommandLine also Mcp). A feature that uses another can no longer be changed "
                + "or removed alone; what both need belongs to Http or to the engine.");
        }

        AssertNone(
            Directory.GetDirectories(server).Select(path => Path.GetFileName(path)!).Except([.. known, "Browser", "wwwroot", "obj", "bin", "Properties"]),
            $"These folders are new: add them to {nameof(Features)}, so that their references are checked too.");
    }

    [Fact]
    public void Only_the_composition_root_of_the_server_names_the_database() => AssertNone(
        Sources(Path.Combine(Root, "src/Darkroom.Server"))
            .Where(source => !source.Path.Contains("/Configuration/", StringComparison.Ordinal) && !source.Path.Contains("/CommandLine/", StringComparison.Ordinal)
                && source.Text.Contains("Sqlite", StringComparison.Ordinal))
            .Select(source => source.Path),
        "These files name SQLite. Use the contracts of the stores, so that another database can stand behind them.");

    [Fact]
    public void No_file_or_folder_has_a_name_that_fits_anything() => AssertNone(
        new[] { "src", "tests" }.SelectMany(top => Directory.EnumerateFileSystemEntries(Path.Combine(Root, top), "*", SearchOption.AllDirectories))
            .Where(path => !IsBuilt(path) && !path.Contains("/Browser/", StringComparison.Ordinal) && VagueNames().IsMatch(Path.GetFileNameWithoutExtension(path))),
        "These names say nothing about the content, so anything could be put there. Use a specific name.");

    private static void AssertNone(IEnumerable<string> violations, string reason)
    {
        var found = violations.ToList();
        Assert.True(found.Count == 0, $"{reason}\n  {string.Join("\n  ", found)}");
    }

    private static string Names(string[] folders) => folders.Length == 0 ? "no other folder" : string.Join(", ", folders);

    private static string[] Providers() => Directory.GetDirectories(Path.Combine(Root, "src/Darkroom.Providers"))
        .Where(path => Path.GetFileName(path) is var name && name is not ("obj" or "bin") && !Protocols.Contains(name)).ToArray();

    private static IEnumerable<string> Items(string project, string element) => XDocument.Load(project).Descendants()
        .Where(item => item.Name.LocalName == element).Select(item => item.Attribute("Include")?.Value ?? item.Value);

    private static IEnumerable<(string Path, string Text)> Sources(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(path => !IsBuilt(path) && Path.GetExtension(path) is ".cs" or ".razor").Select(Read);

    private static (string Path, string Text) Read(string path) => (Path.GetRelativePath(Root, path), Comments().Replace(File.ReadAllText(path), ""));

    /// <summary>The folders that a source file names, in a using directive or in an expression.</summary>
    private static IEnumerable<string> Uses((string Path, string Text) source, string parent, string[] folders)
    {
        // Code inside the parent namespace may also write "Jobs.JobRunner".
        var full = $@"(?<![\w.]){Regex.Escape(parent)}\.(\w+)";
        var inside = parent == "Darkroom" ? $@"|(?<![\w.""<>/])({string.Join('|', folders)})\.[A-Z]" : "";
        return Regex.Matches(source.Text, full + inside).Select(match => match.Groups[1].Value + match.Groups[2].Value).Intersect(folders);
    }

    private static bool IsBuilt(string path) => Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "js");

    [GeneratedRegex(@"^\s*///?.*$|@\*.*?\*@", RegexOptions.Multiline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"\b(Microsoft\.AspNetCore|Microsoft\.Data|System\.Data|Dapper|Npgsql|RabbitMQ|StackExchange)\b")]
    private static partial Regex HostNames();

    [GeneratedRegex(@"(Common|Utils?|Helpers?|Services|Managers?|Models?|Shared)$|^Service$")]
    private static partial Regex VagueNames();
}
