using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Darkroom.Providers;

namespace Darkroom.Tests.Providers;

/// <summary>The file of models and its rules.</summary>
public sealed partial class ModelFileTests
{
    private const string Valid = """
        {
          "version": "2026-11-01",
          "sizes": {
            "square": {"list": ["1024x1024"]},
            "free": {"min_edge": 64, "max_edge": 2048, "multiple_of": 8, "max_pixels": 4194304, "max_ratio": 4},
            "ratios": {"ratios": {"1:1": "1024x1024"}, "resolutions": {"1K": 1, "2K": 2}}
          },
          "families": [{"providers": ["a"], "name": "f", "patterns": ["f-*"], "rules": {"sizes": "free"}}],
          "models": [
            {"providers": ["a"], "name": "f-1", "family": "f", "default_of": ["a"], "since": "2025-01-01", "shutdown": "2026-12-01", "replacement": "f-2", "source": "https://example.org/"},
            {"providers": ["a"], "name": "f-2", "family": "f", "rules": {"sizes": "square", "qualities": ["low"], "backgrounds": ["auto"]}}
          ],
          "prices": [{"providers": ["a"], "models": ["f-2"], "unit": "image", "usd": 0.1, "date": "2026-10-01", "source": "https://example.org/"}]
        }
        """;

    [Fact]
    public void The_sample_follows_the_rules() => Assert.Equal(2, Read(Valid).Models.Length);

    [Theory]
    [InlineData("/sizes/square/list/0", "\"square\"", "The sizes square are not")]
    [InlineData("/sizes/square/list", "[]", "The sizes square are not")]
    [InlineData("/sizes/free/min_edge", "null", "The sizes free are not")]
    [InlineData("/sizes/free/min_edge", "4096", "The sizes free are not")]
    [InlineData("/sizes/free/list", "[\"1x1\"]", "The sizes free are not")]
    [InlineData("/sizes/ratios/ratios", "{\"wide\":\"1x1\"}", "The sizes ratios are not")]
    [InlineData("/sizes/ratios/resolutions/2K", "0", "The sizes ratios are not")]
    [InlineData("/families/0/rules/sizes", "null", "The family f has no sizes")]
    [InlineData("/families/0/rules/sizes", "\"none\"", "f refers to the sizes none")]
    [InlineData("/families/0/providers", "[]", "The family f has no providers")]
    [InlineData("/families/0/patterns", "[\"f\",\"f\"]", "several entries for pattern f of a")]
    [InlineData("/models/1/family", "\"g\"", "a has no family g for f-2")]
    [InlineData("/models/1/name", "\"f-1\"", "several entries for name f-1 of a")]
    [InlineData("/models/1/also", "[\"f-2\"]", "several entries for name f-2 of a")]
    [InlineData("/models/1/default_of", "[\"a\"]", "several entries for default model of a")]
    [InlineData("/models/1/default_of", "[\"b\"]", "The model f-2 is not complete")]
    [InlineData("/models/0/replacement", "\"f-3\"", "a has no model f-3 that stays")]
    [InlineData("/models/0/replacement", "\"f-1\"", "a has no model f-1 that stays")]
    [InlineData("/models/0/replacement", "null", "f-1 needs its end, its replacement and their source")]
    [InlineData("/models/0/source", "null", "f-1 needs its end, its replacement and their source")]
    [InlineData("/models/0/since", "\"2026-12-24\"", "f-1 has an impossible date")]
    [InlineData("/models/0/shutdown", "\"2024-12-24\"", "f-1 has an impossible date")]
    [InlineData("/models/1/rules/partial_images", "4", "f-2 has a number out of range")]
    [InlineData("/models/1/rules/edits", "{\"max_images\": 17}", "f-2 has a number out of range")]
    [InlineData("/models/1/rules/formats", "[\"svg\"]", "f-2 has invalid formats")]
    [InlineData("/models/1/rules/backgrounds", "[\"blue\"]", "f-2 has invalid backgrounds")]
    [InlineData("/models/1/rules/moderations", "[\"off\"]", "f-2 has invalid moderations")]
    [InlineData("/models/1/rules/input_fidelities", "[\"medium\"]", "f-2 has invalid input_fidelities")]
    [InlineData("/models/1/rules/qualities", "[\"low\",\"low\"]", "f-2 has invalid qualities")]
    [InlineData("/prices/0/usd", "0", "A price of f-2 is not complete")]
    [InlineData("/prices/0/date", "\"2026-11-02\"", "A price of f-2 has the date")]
    [InlineData("/prices/0/source", "\"http://example.org/\"", "A price of f-2 has no source")]
    [InlineData("/prices/0/size", "\"big\"", "A price of f-2 has the size big")]
    public void Every_broken_rule_is_reported(string path, string value, string problem) =>
        Assert.Contains(problem, Assert.Throws<InvalidDataException>(() => Read(Changed(path, value))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("/colour", "1")]
    [InlineData("/models/0/colour", "1")]
    [InlineData("/models/1/rules/colour", "1")]
    [InlineData("/models/0/since", "\"soon\"")]
    [InlineData("/models/0/family", "null")]
    [InlineData("/prices/0/unit", "\"kilo\"")]
    public void What_is_unknown_or_has_another_type_is_rejected(string path, string value) =>
        Assert.ThrowsAny<JsonException>(() => Read(Changed(path, value)));

    [Fact]
    public void Every_provider_of_the_shipped_file_exists_and_can_use_any_name()
    {
        string[] scopes = [.. KnownProviders.All.Select(kind => kind.Id), "openai-server"];
        using var stream = typeof(ModelCatalog).Assembly.GetManifestResourceStream("models.json")!;
        var file = ModelFile.Read(stream);
        string[] named = [.. file.Families.SelectMany(family => family.Providers).Concat(file.Models.SelectMany(model => model.Providers)).Distinct()];

        Assert.Empty(named.Concat(file.Prices.SelectMany(price => price.Providers)).Except(scopes));
        Assert.All(named, provider => Assert.NotNull(ModelCatalog.Shipped.Find(provider, "something-new")));
    }

    [Fact]
    public void No_name_of_a_model_is_written_in_code()
    {
        using var stream = typeof(ModelCatalog).Assembly.GetManifestResourceStream("models.json")!;
        var file = ModelFile.Read(stream);

        // Names that are words mean something else in code.
        var names = file.Models.SelectMany(model => model.Names.Append(model.Replacement ?? "")).Concat(file.Families.SelectMany(family => family.Patterns))
            .Concat(file.Prices.SelectMany(price => price.Models)).Select(name => name.Trim('*')).Where(name => name.Length > 4 && !name.All(char.IsAsciiLetterLower))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var written = Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(path => Literals().Matches(Comments().Replace(File.ReadAllText(path), "")).Select(match => (path, Text: match.Value)))
            .Where(literal => names.Any(name => literal.Text.Contains(name, StringComparison.OrdinalIgnoreCase)))
            .Select(literal => $"{Path.GetRelativePath(SourceTree.Root, literal.path)}: {literal.Text}");

        Assert.Empty(written);
    }

    private static ModelFile Read(string json) => ModelFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)));

    private static string Changed(string path, string value)
    {
        var root = JsonNode.Parse(Valid)!;
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var parent = parts[..^1].Aggregate(root, (node, part) => node is JsonArray list ? list[int.Parse(part)]! : node[part]!);
        if (parent is JsonArray array)
        {
            array[int.Parse(parts[^1])] = JsonNode.Parse(value);
        }
        else
        {
            parent[parts[^1]] = JsonNode.Parse(value);
        }

        return root.ToJsonString();
    }

    [GeneratedRegex("\"[^\"\\n]*\"")]
    private static partial Regex Literals();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comments();
}
