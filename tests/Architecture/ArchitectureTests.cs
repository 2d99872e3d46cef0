using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Darkroom.Tests.Architecture;

/// <summary>The arrows and names of docs/architecture.md, read off the source text. Each failure says what the arrow protects.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Root = SourceTree.Root;

    private static readonly Dictionary<string, string[]> ProjectArrows = new()
    {
        ["Darkroom.Imaging"] = [],
        ["Darkroom"] = ["Darkroom.Imaging"],
        ["Darkroom.Sqlite"] = ["Darkroom"],
        ["Darkroom.Server"] = ["Darkroom", "Darkroom.Sqlite", "Darkroom.Imaging"],
    };

    private static readonly Dictionary<string, string[]> FolderArrows = new()
    {
        ["Campaigns"] = ["Generation", "Gallery", "Blobs", "Jobs", "Providers"],
        ["Generation"] = ["Providers", "Costs", "Jobs", "Blobs", "Gallery"],
        ["Costs"] = ["Providers"],
        ["Gallery"] = ["Blobs"],
        ["Providers"] = [],
        ["Jobs"] = [],
        ["Blobs"] = [],
        ["Access"] = [],
    };

    /// <summary>Folders of Providers that are no provider: what several of them speak.</summary>
    private static readonly string[] Protocols = ["Http", "ExtensionsAi", "OpenAiApi"];

    private static readonly string[] Features = ["Access", "Campaigns", "Costs", "Gallery", "Generation", "Maintenance", "Settings"];

    [Fact]
    public void Projects_refer_only_along_the_allowed_arrows()
    {
        foreach (var project in Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories))
        {
            var name = Path.GetFileNameWithoutExtension(project);
            Assert.True(ProjectArrows.TryGetValue(name, out var allowed), $"{name} is new: say here which projects it may refer to.");
            var references = Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));
            AssertNone(
                references.Except(allowed!),
                $"{name} must not refer to these projects: with such an arrow the domain can no longer be tested, moved to a cluster or "
                + "put behind another host without dragging the database or the web server along.");
        }
    }

    [Fact]
    public void Only_imaging_may_touch_memory_by_hand() => AssertNone(
        Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(project => Items(project, "AllowUnsafeBlocks").Any()).Select(path => Path.GetFileNameWithoutExtension(path)).Except(["Darkroom.Imaging"]),
        "These projects allow unsafe code: a wild pointer then can come from anywhere, not from the one project that is reviewed for it.");

    [Fact]
    public void The_domain_and_imaging_know_no_host_no_database_and_no_broker()
    {
        AssertNone(
            Items(Path.Combine(Root, "src/Darkroom/Darkroom.csproj"), "PackageReference").Except(["Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.AI.Abstractions"]),
            "Darkroom refers to these packages: the rules of the product would then depend on a web server, a database or a broker, "
            + "and every backend would have to bring them.");
        AssertNone(
            Items(Path.Combine(Root, "src/Darkroom.Imaging/Darkroom.Imaging.csproj"), "PackageReference"),
            "Darkroom.Imaging refers to these packages: beside unsafe code and libvips there is to be nothing but the base library.");
        foreach (var domain in new[] { "Darkroom", "Darkroom.Imaging" })
        {
            AssertNone(
                Items(Path.Combine(Root, "src", domain, $"{domain}.csproj"), "FrameworkReference")
                    .Concat(Sources(Path.Combine(Root, "src", domain)).Where(source => HostNames().IsMatch(source.Text)).Select(source => source.Path)),
                $"{domain} uses ASP.NET, SQL or a broker here: it could no longer run without them.");
        }
    }

    [Fact]
    public void Folders_of_the_domain_refer_only_along_the_allowed_arrows()
    {
        var domain = Path.Combine(Root, "src/Darkroom");
        var folders = Directory.GetDirectories(domain).Select(path => Path.GetFileName(path)!).Where(name => name is not ("obj" or "bin")).ToArray();
        AssertNone(folders.Except(FolderArrows.Keys), "These folders are new: say here which folders each may refer to.");
        foreach (var folder in folders)
        {
            AssertNone(
                Sources(Path.Combine(domain, folder)).SelectMany(source => Uses(source, "Darkroom", folders)
                    .Where(used => used != folder && !FolderArrows[folder].Contains(used)).Select(used => $"{source.Path} uses {used}")),
                $"{folder} may use {InWords(FolderArrows[folder])}. An arrow beyond that soon becomes a cycle, and then neither side can be "
                + "understood, tested or replaced alone.");
        }

        AssertNone(
            Directory.GetFiles(domain, "*.cs").SelectMany(path => Uses(Read(path), "Darkroom", folders).Select(used => $"{Path.GetFileName(path)} uses {used}")),
            "What lies at the root is used by every folder; using one of them makes a cycle of all.");
    }

    [Fact]
    public void The_allowed_arrows_make_no_cycle()
    {
        foreach (var arrows in new[] { FolderArrows, ProjectArrows })
        {
            var left = arrows.ToDictionary();
            while (left.Where(one => !one.Value.Any(left.ContainsKey)).Select(one => one.Key).ToList() is { Count: > 0 } leaves)
            {
                leaves.ForEach(leaf => left.Remove(leaf));
            }

            AssertNone(left.Keys, "The allowed arrows between these run in a circle: none of them could be built or understood first.");
        }
    }

    [Fact]
    public void A_provider_uses_no_other_provider()
    {
        var providers = Providers().Select(path => Path.GetFileName(path)!).ToArray();
        foreach (var provider in providers.Concat(Protocols))
        {
            AssertNone(
                Sources(Path.Combine(Root, "src/Darkroom/Providers", provider)).SelectMany(source => Uses(source, "Darkroom.Providers", providers)
                    .Where(used => used != provider).Select(used => $"{source.Path} uses {used}")),
                $"{provider} leans on another provider: a change for one service would break the other. Share through Providers/ itself.");
        }
    }

    [Fact]
    public void Every_provider_folder_has_the_same_files()
    {
        foreach (var folder in Providers())
        {
            var name = Path.GetFileName(folder);
            AssertNone(
                new[] { "Provider", "Options", "Capabilities" }.Select(part => $"{name}{part}.cs").Where(file => !File.Exists(Path.Combine(folder, file))),
                $"Providers/{name} lacks these files: whoever knows one provider should find their way in every other by name.");
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
                    .Where(used => used != folder && used != "Http" && (folder, used) is not ("Access" or "Maintenance", "Configuration"))
                    .Select(used => $"{source.Path} uses {used}")),
                $"{folder} may use Http only (Access and Maintenance also Configuration, for the hosts that are served and the folder that is meant). A feature that uses another can no "
                + "longer be changed or removed alone; what both need belongs to Http or to the domain.");
        }

        AssertNone(
            Directory.GetDirectories(server).Select(path => Path.GetFileName(path)!).Except([.. known, "Browser", "wwwroot", "obj", "bin", "Properties"]),
            "These folders are new: add them to the features here, so that their arrows are held too.");
    }

    [Fact]
    public void Nothing_is_named_after_being_a_drawer() => AssertNone(
        new[] { "src", "tests" }.SelectMany(top => Directory.EnumerateFileSystemEntries(Path.Combine(Root, top), "*", SearchOption.AllDirectories))
            .Where(path => !IsBuilt(path) && DrawerNames().IsMatch(Path.GetFileNameWithoutExtension(path))),
        "These names say nothing about what is inside, so anything gets put there and nobody finds it. Name the thing.");

    private static void AssertNone(IEnumerable<string> violations, string harm)
    {
        var found = violations.ToList();
        Assert.True(found.Count == 0, $"{harm}\n  {string.Join("\n  ", found)}");
    }

    private static string InWords(string[] folders) => folders.Length == 0 ? "no other folder" : string.Join(", ", folders);

    private static string[] Providers() => Directory.GetDirectories(Path.Combine(Root, "src/Darkroom/Providers"))
        .Where(path => !Protocols.Contains(Path.GetFileName(path))).ToArray();

    private static IEnumerable<string> Items(string project, string element) => XDocument.Load(project).Descendants()
        .Where(item => item.Name.LocalName == element).Select(item => item.Attribute("Include")?.Value ?? item.Value);

    private static IEnumerable<(string Path, string Text)> Sources(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(path => !IsBuilt(path) && Path.GetExtension(path) is ".cs" or ".razor").Select(Read);

    private static (string Path, string Text) Read(string path) => (Path.GetRelativePath(Root, path), Comments().Replace(File.ReadAllText(path), ""));

    /// <summary>The folders that a source names, in a using or in the middle of the code.</summary>
    private static IEnumerable<string> Uses((string Path, string Text) source, string parent, string[] folders)
    {
        // Its own namespace line names its own folder only. From within the parent's namespace "Jobs.JobRunner" is enough.
        var full = $@"(?<![\w.]){Regex.Escape(parent)}\.(\w+)";
        var inside = parent == "Darkroom" ? $@"|(?<![\w.""<>/])({string.Join('|', folders)})\.[A-Z]" : "";
        return Regex.Matches(source.Text, full + inside).Select(match => match.Groups[1].Value + match.Groups[2].Value).Intersect(folders);
    }

    private static bool IsBuilt(string path) => Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "js");

    [GeneratedRegex(@"^\s*///?.*$|@\*.*?\*@", RegexOptions.Multiline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"\b(Microsoft\.AspNetCore|Microsoft\.Data|System\.Data|Dapper|Npgsql|RabbitMQ|StackExchange)\b")]
    private static partial Regex HostNames();

    [GeneratedRegex(@"(Common|Utils?|Helpers?|Services?|Managers?|Models?|Shared)$")]
    private static partial Regex DrawerNames();
}
