using System.Text.Json;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Campaigns.Matrix;

namespace Darkroom.Tests.Campaigns.Briefs;

/// <summary>How the kind of subject decides the prompts.</summary>
public sealed class SubjectKindTests
{
    private static readonly Brief Hotel = Brief.Blank("de") with
    {
        Name = "Winter",
        Product = "a small hotel on a frozen lake",
        Kind = SubjectKind.Place,
        Concepts = 16,
        Formats = ["instagram-square", "instagram-story", "facebook"],
    };

    public static TheoryData<SubjectKind> Kinds => [.. SubjectKinds.All];

    [Fact]
    public void The_default_kind_has_these_prompts() => Assert.Equal(
        "Advertising photograph of a bag of single-origin coffee beans and a freshly brewed cup, seen straight from above, neatly arranged, on a plain studio backdrop, "
        + "low golden evening light with long shadows. A square image. The subject stands in the upper two thirds; the lower third stays calm and almost empty. "
        + "No lettering, no words, no numbers, no logos, no watermark anywhere in the image. Style: natural editorial photography with soft shadows. "
        + "Colours go with dark blue and red. Mood: warm, calm, honest. Season or occasion: autumn. "
        + "The thought behind it, shown and not written: A good day begins slowly.",
        PromptWriter.Concepts(Brief.Sample, 4000)[0].Images[0].Prompt);

    [Fact]
    public void A_brief_that_was_stored_without_a_kind_is_about_a_thing() =>
        Assert.Equal(SubjectKind.Thing, JsonSerializer.Deserialize("""{"name":"Old"}""", CampaignJson.Default.Brief)!.Kind);

    [Fact]
    public void Neither_the_kind_nor_an_unchecked_translation_changes_what_is_drawn()
    {
        var image = new BaseImage(new BaseImageKey(0, AspectShape.Square), "a cup") { ImageId = "i" };
        var marked = Brief.Sample with { Kind = SubjectKind.App, Copy = [Brief.Sample.Copy[0] with { Unchecked = ["headline.0"] }] };
        string HashOf(Brief brief) => new CreativeMatrix(brief).Find(new CreativeKey(0, "instagram-square", 0, 0, "en"), image, null)!.ContentHash;

        Assert.Equal(HashOf(Brief.Sample), HashOf(marked));
    }

    [Fact]
    public void A_hotel_is_photographed_as_a_place_in_natural_light_with_small_people()
    {
        var prompts = Prompts(Hotel);

        Assert.All(prompts, prompt => Assert.StartsWith("Travel and architecture photograph of a small hotel on a frozen lake, shown as a place, ", prompt, StringComparison.Ordinal));
        Assert.All(prompts, prompt => Assert.Contains("people, if any, are few, small", prompt, StringComparison.Ordinal));
        Assert.Contains(prompts, prompt => prompt.Contains("a wide view that shows the place in its surroundings", StringComparison.Ordinal));
        Assert.DoesNotContain(prompts, prompt => prompt.Contains("studio", StringComparison.Ordinal) || prompt.Contains("fabric", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_concept_of_a_place_shows_the_place_or_the_view_from_it()
    {
        Assert.All(Photography.Of(SubjectKind.Place).Angles, angle => Assert.Matches(@"\b(the place|it|its|the land around it|the whole of it)\b", angle.Words));
        Assert.All(Prompts(Hotel), prompt => Assert.Contains("shows the place itself or the view from it", prompt, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void No_angle_shows_only_a_detail(SubjectKind kind) =>
        Assert.DoesNotContain(Photography.Of(kind).Angles, angle => angle.Name == "Detail" || angle.Words.StartsWith("a detail", StringComparison.Ordinal));

    [Fact]
    public void An_app_is_shown_as_a_device_in_someone_s_hand_with_an_empty_screen()
    {
        var prompts = Prompts(Hotel with { Kind = SubjectKind.App, Product = "an app that counts birds" });

        Assert.All(prompts, prompt => Assert.StartsWith("Lifestyle photograph of someone with a hand-held device, for an app that counts birds, ", prompt, StringComparison.Ordinal));
        Assert.All(prompts, prompt => Assert.Contains("The screen is switched on but empty", prompt, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_eight_angles_settings_and_lights_of_its_own(SubjectKind kind)
    {
        var photography = Photography.Of(kind);

        Assert.Equal(PromptWriter.Choices, photography.Angles.Select(angle => angle.Name).Distinct().Count());
        Assert.Equal(PromptWriter.Choices, photography.Angles.Select(angle => angle.Words).Distinct().Count());
        Assert.Equal(PromptWriter.Choices, photography.Settings.Distinct().Count());
        Assert.Equal(PromptWriter.Choices, photography.Lights.Select(light => light.Words).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_prompts_of_every_kind_differ_ask_for_a_calm_area_and_exclude_lettering(SubjectKind kind)
    {
        var prompts = Prompts(Hotel with { Kind = kind });

        Assert.Equal(48, prompts.Distinct().Count());
        Assert.All(prompts, prompt => Assert.Matches("(stays|stay) calm and almost empty.* No lettering, no words", prompt));
        Assert.All(prompts, prompt => Assert.DoesNotContain("{0}", prompt, StringComparison.Ordinal));
    }

    [Fact]
    public void A_blank_brief_contains_nothing_of_the_example()
    {
        var (blank, example) = (Brief.Blank("en"), Brief.Sample);

        Assert.All(
            new[] { blank.Name, blank.Brand, blank.Product, blank.Audience, blank.Message, blank.Tone, blank.VisualStyle, blank.Occasion }, Assert.Empty);
        Assert.All(blank.Copy, copy => Assert.Empty(copy.Headlines.Concat(copy.CallsToAction)));
        Assert.DoesNotContain(Prompts(Hotel), prompt => prompt.Contains(example.Occasion, StringComparison.Ordinal) || prompt.Contains("coffee", StringComparison.Ordinal));
    }

    private static string[] Prompts(Brief brief) =>
        [.. PromptWriter.Concepts(brief, 4000).SelectMany(concept => concept.Images).Select(image => image.Prompt)];
}
