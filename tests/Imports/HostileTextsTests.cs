using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Darkroom.Imaging.Metadata;
using Darkroom.Imports;
using static Darkroom.Tests.Imports.Texts;

namespace Darkroom.Tests.Imports;

/// <summary>No text makes a parser throw, or takes long.</summary>
public sealed class HostileTextsTests
{
    private static readonly string[] Keys =
        ["parameters", "prompt", "workflow", "UserComment", "Model", "Make", "invokeai_metadata", "sd-metadata", "Comment"];

    private static readonly string[] Words =
    [
        "class_type", "inputs", "KSampler", "SaveImage", "CLIPTextEncode", "seed", "steps", "cfg", "text", "positive", "negative", "latent_image", "model", "samples", "images",
        "noise", "guider", "sigmas", "conditioning", "lora_name", "ckpt_name", "width", "height", "prompt", "workflow", "nodes", "links", "id", "type", "widgets_values", "name",
        "link", "sui_image_params", "sui_extra_data", "loras", "image", "positive_prompt", "1", "2", "3", "", "\ud800", "é",
    ];

    [Fact]
    public void Arbitrary_json_never_throws()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var json = new StringBuilder();
            Write(json, random, depth: 0);
            Check(random, json.ToString());
        }
    }

    [Fact]
    public void Graphs_with_arbitrary_links_never_throw()
    {
        var random = new Random(6);
        for (var i = 0; i < 5_000; i++)
        {
            var nodes = Enumerable.Range(1, random.Next(1, 12)).Select(node => $"\"{node}\": {{\"class_type\": {Quote(Word(random))}, \"inputs\": {{{Inputs(random)}}}}}");
            Check(random, $"{{{string.Join(", ", nodes)}}}");
        }

        static string Inputs(Random random) => string.Join(", ", Enumerable.Range(0, random.Next(8)).Select(_ =>
            $"{Quote(Word(random))}: " + random.Next(3) switch { 0 => $"[\"{random.Next(14)}\", {random.Next(3)}]", 1 => Quote(Word(random)), _ => random.Next(100).ToString(CultureInfo.InvariantCulture) }));
    }

    [Fact]
    public void Arbitrary_text_never_throws()
    {
        const string alphabet = "ab:,\"\\{}[]\n \0Ñ\ud83d\udc26NaN-Infinity0123/<lora:x>";
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(200)).Select(_ => alphabet[random.Next(alphabet.Length)])]);
            Check(random, random.Next(4) switch { 0 => text, 1 => "{" + text, 2 => $"owl\nSteps: 1, Seed: 2, {text}", _ => "prompt:{" + text });
        }
    }

    [Fact]
    public void Damaged_parameters_never_throw()
    {
        var random = new Random(8);
        string[] samples =
        [
            """{"1": {"class_type": "KSampler", "inputs": {"seed": 1, "positive": ["2", 0], "latent_image": ["3", 0]}}, "2": {"class_type": "T", "inputs": {"text": "\u00e9\ud83d\udc26"}}}""",
            "an owl\nNegative prompt: x\nSteps: 20, Seed: 5, Size: 8x8, Note: \"a, b\"",
            """{"sui_image_params": {"prompt": "an owl", "seed": 1}}""",
        ];
        for (var i = 0; i < 20_000; i++)
        {
            var text = samples[i % samples.Length].ToCharArray();
            text[random.Next(text.Length)] = (char)random.Next(0x10000);
            Check(random, new string(text, 0, random.Next(text.Length + 1)));
        }
    }

    [Theory]
    [InlineData('{')]
    [InlineData('[')]
    public void Deep_nesting_is_no_json(char open)
    {
        var deep = "{\"a\":" + string.Concat(Enumerable.Repeat(open == '{' ? "{\"a\":" : "[", 100_000));

        Assert.Null(TryParse("prompt", deep));
    }

    [Theory]
    [InlineData("k:[\"\\\",")]
    [InlineData("kk:\"\\\",")]
    [InlineData("kk: {[")]
    [InlineData("<lora:")]
    [InlineData("a\n")]
    [InlineData("Negative prompt:")]
    public void A_long_text_takes_no_more_than_its_length(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, ImageMetadata.MaxCharacters / part.Length));
        var watch = Stopwatch.StartNew();
        TryParse("parameters", "an owl\nSteps: 1, Seed: 2, Size: 8x8, " + text);

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void A_large_graph_takes_no_more_than_seconds()
    {
        var nodes = Enumerable.Range(0, 9_000).Select(i =>
            $"\"{i}\": {{\"class_type\": \"Save\", \"inputs\": {{\"positive\": [\"{(i * 7) + 1}\", 0], \"latent_image\": [\"{i / 2}\", 0], \"text\": [\"{i + 1}\", 0], \"conditioning\": [\"{i + 2}\", 0]}}}}");
        var watch = Stopwatch.StartNew();
        TryParse("prompt", $"{{{string.Join(',', nodes)}}}");

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    [Fact]
    public void Every_value_has_a_maximum_length()
    {
        var many = string.Concat(Enumerable.Range(0, 500).Select(i => $", key {i}: {new string('v', 5_000)}"));
        var found = Parse("parameters", $"{new string('p', 100_000)}\nSteps: 1, Seed: 2, Size: 8x8, Model: {new string('m', 1_000)}{many}");

        Assert.Equal(ImportedParameters.MaxPromptLength, found.Prompt.Length);
        Assert.Equal(200, found.Model!.Length);
        Assert.InRange(found.Others.Length, 1, ImportedParameters.MaxOthers);
        Assert.All(found.Others, other => Assert.InRange(other.Value.Length, 1, 1_000));
    }

    private static void Check(Random random, string text)
    {
        var found = ParameterText.Parse([new EmbeddedText(Keys[random.Next(Keys.Length)], text)]);
        Assert.True(found is null || found.Prompt.Length <= ImportedParameters.MaxPromptLength);
    }

    private static void Write(StringBuilder json, Random random, int depth)
    {
        switch (depth == 0 ? 0 : random.Next(depth > 5 ? 4 : 7))
        {
            case 0 or 4 or 5 when depth < 6:
                json.Append('{').AppendJoin(',', Enumerable.Range(0, random.Next(6)).Select(_ => $"{Quote(Word(random))}:{Nested(random, depth)}")).Append('}');
                break;
            case 6:
                json.Append('[').AppendJoin(',', Enumerable.Range(0, random.Next(5)).Select(_ => Nested(random, depth))).Append(']');
                break;
            case 1:
                json.Append(random.Next(5) switch { 0 => "NaN", 1 => "-Infinity", 2 => "1e400", 3 => "-3", _ => random.Next(9).ToString(CultureInfo.InvariantCulture) });
                break;
            case 2:
                json.Append("null");
                break;
            default:
                json.Append(Quote(Word(random)));
                break;
        }
    }

    private static string Nested(Random random, int depth)
    {
        var json = new StringBuilder();
        Write(json, random, depth + 1);
        return json.ToString();
    }

    private static string Word(Random random) => Words[random.Next(Words.Length)];

    private static string Quote(string text) => text == "\ud800" ? "\"\\ud800\"" : JsonSerializer.Serialize(text);
}
