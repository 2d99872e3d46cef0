using System.Collections.Immutable;

namespace Darkroom.Providers.ComfyUi;

/// <summary>The capabilities of a workflow, which follow from its placeholders.</summary>
internal static class ComfyUiCapabilities
{
    /// <param name="preferred">The operator's model, or null.</param>
    public static ProviderCapabilities For(ComfyUiWorkflow workflow, string? preferred) => new()
    {
        Sizes = SizesOf(workflow),
        Models = preferred is null || !workflow.Has("model") ? [] : ImmutableArray.Create(preferred),
        OtherModels = workflow.Has("model"),
        PartialImages = 3,
        Steps = true,
        Seed = workflow.Has("seed"),
        NegativePrompt = workflow.Has("negative_prompt"),
        Edits = workflow.Has("image") ? new EditRule(1, workflow.Has("mask")) : null,
    };

    private static SizeRule SizesOf(ComfyUiWorkflow workflow) => workflow.Has("width") && workflow.Has("height")
        ? new SizeRule.Within(MinEdge: 64, MaxEdge: 4096, MultipleOf: 8, MaxPixels: 4096L * 4096, MaxRatio: 8)
        : new SizeRule.OneOf([workflow.FixedSize ?? new PixelSize(1024, 1024)]);
}
