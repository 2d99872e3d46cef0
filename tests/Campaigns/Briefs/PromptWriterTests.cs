using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;

namespace Darkroom.Tests.Campaigns.Briefs;

/// <summary>The prompts of a brief.</summary>
public sealed class PromptWriterTests
{
    private const int Long = 4000;

    private static Brief Brief => Brief.Sample with { Concepts = 16, Formats = ["instagram-square", "instagram-story", "facebook"] };

    [Fact]
    public void The_same_brief_gets_the_same_prompts_and_another_brief_gets_others()
    {
        var first = Prompts(Brief);

        Assert.Equal(first, Prompts(Brief));
        Assert.Equal(first.Length, first.Distinct().Count());
        Assert.NotEqual(first[0], Prompts(Brief with { Product = "running shoes" })[0]);
    }

    [Fact]
    public void The_first_eight_concepts_share_no_angle_setting_or_light_and_no_two_share_more_than_one()
    {
        foreach (var start in Enumerable.Range(0, 512))
        {
            for (var i = 0; i < 16; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    var (one, other) = (PromptWriter.Choose(i, start), PromptWriter.Choose(j, start));
                    var alike = (one.Angle == other.Angle ? 1 : 0) + (one.Setting == other.Setting ? 1 : 0) + (one.Light == other.Light ? 1 : 0);
                    Assert.True(alike <= (i < 8 ? 0 : 1), $"concepts {j} and {i} share {alike}");
                }
            }
        }
    }

    [Fact]
    public void There_is_one_prompt_for_each_shape_that_the_formats_need()
    {
        Assert.Equal([AspectShape.Square, AspectShape.Portrait, AspectShape.Landscape], Shapes(Brief));
        Assert.Equal([AspectShape.Landscape], Shapes(Brief with { Formats = ["facebook", "google-728x90"] }));
        Assert.Equal([AspectShape.Square, AspectShape.Portrait], Shapes(Brief with { Formats = ["google-300x250"], CustomSizes = [new(160, 600)] }));

        static IEnumerable<AspectShape> Shapes(Brief brief) => PromptWriter.Concepts(brief, Long)[0].Images.Select(image => image.Shape);
    }

    [Fact]
    public void Every_prompt_excludes_lettering_and_contains_no_text_to_write()
    {
        foreach (var prompt in Prompts(Brief))
        {
            Assert.Contains("No lettering", prompt, StringComparison.Ordinal);
            Assert.DoesNotContain(Brief.Copy[0].Headlines[0], prompt, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_audience_is_not_part_of_a_prompt_because_models_draw_what_it_names()
    {
        foreach (var kind in SubjectKinds.All)
        {
            Assert.Equal(
                Prompts(Brief with { Kind = kind, Audience = "" }),
                Prompts(Brief with { Kind = kind, Audience = "couples from the city who ski" }));
        }
    }

    [Theory]
    [InlineData(null, "instagram-square", "the lower third stays calm")]
    [InlineData(null, "instagram-story", "the lower third stays calm")]
    [InlineData(null, "facebook", "the left half stays calm")]
    [InlineData("duotone", "instagram-story", "the upper third stays calm")]
    [InlineData("band", "facebook", "the lower third stays calm")]
    [InlineData("band", "google-728x90", "the rest stays calm")]
    [InlineData("centred", "x", "the middle stays calm")]
    [InlineData("split", "instagram-square", "whole in the middle")]
    public void A_prompt_asks_for_a_calm_area_where_the_layout_puts_texts(string? template, string format, string room) =>
        Assert.All(Prompts(Brief with { Template = template, Formats = [format] }), prompt => Assert.Contains(room, prompt, StringComparison.Ordinal));

    [Fact]
    public void The_most_frequent_place_of_the_formats_decides_the_calm_area()
    {
        var strips = Prompts(Brief with { Template = "corner", Formats = ["x", "google-728x90", "google-970x250"] });
        var wide = Prompts(Brief with { Template = "corner", Formats = ["google-728x90", "x", "facebook"] });

        Assert.All(strips, prompt => Assert.Contains("The subject stands in the left third", prompt, StringComparison.Ordinal));
        Assert.All(wide, prompt => Assert.Contains("the left half stays calm", prompt, StringComparison.Ordinal));
    }

    [Fact]
    public void Words_to_avoid_are_removed_as_whole_words()
    {
        var prompts = Prompts(Brief with { Tone = "cheap, warm, cheapskate", Message = "Not Cheap.", WordsToAvoid = ["cheap"] });

        Assert.All(prompts, prompt => Assert.Contains("Mood: warm, cheapskate.", prompt, StringComparison.Ordinal));
        Assert.All(prompts, prompt => Assert.DoesNotMatch(@"(?i)\bcheap\b", prompt));
    }

    [Fact]
    public void A_short_prompt_limit_keeps_the_first_whole_sentences()
    {
        var full = Prompts(Brief)[0];
        var cut = Prompts(Brief, 400)[0];

        Assert.InRange(cut.Length, 200, 400);
        Assert.StartsWith(cut, full, StringComparison.Ordinal);
        Assert.EndsWith(".", cut, StringComparison.Ordinal);
        Assert.Equal(50, Prompts(Brief with { Product = new string('x', 500) }, 50)[0].Length);
    }

    [Theory]
    [InlineData("#1d3557", "dark blue")]
    [InlineData("#e63946", "red")]
    [InlineData("#ffffff", "white")]
    [InlineData("#000000", "black")]
    [InlineData("#808080", "grey")]
    [InlineData("#ffd6e0", "pale pink")]
    [InlineData("#2a9d8f", "turquoise")]
    public void Colours_have_names(string colour, string name) => Assert.Equal(name, PromptWriter.ColourName(colour));

    private static string[] Prompts(Brief brief, int longest = Long) =>
        [.. PromptWriter.Concepts(brief, longest).SelectMany(concept => concept.Images).Select(image => image.Prompt)];
}
