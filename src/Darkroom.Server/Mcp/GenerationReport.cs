using Darkroom.Gallery;
using ModelContextProtocol.Protocol;

namespace Darkroom.Server.Mcp;

/// <summary>Reports the state of a generation with its finished images.</summary>
internal sealed class GenerationReport(IGallery gallery, ImageBlocks blocks, ImageLinks links)
{
    public async Task<ToolAnswer<GenerationContent>> CreateAsync(GenerationState state, CancellationToken cancellationToken)
    {
        var slots = ImmutableArray.CreateBuilder<SlotContent>(state.Slots.Length);
        var shown = new List<ContentBlock>();
        foreach (var slot in state.Slots)
        {
            var image = slot.ImageId is { } id ? await gallery.FindAsync(id, cancellationToken) : null;
            slots.Add(ContentOf(state, slot, image));
            if (image is not null)
            {
                shown.AddRange(await blocks.OfAsync(image, cancellationToken));
            }
        }

        var ready = slots.Where(slot => slot.Status is SlotStatus.Ready).ToList();
        var content = new GenerationContent
        {
            GenerationId = state.Id,
            Status = StatusOf(state),
            Message = MessageOf(state),
            Images = slots.ToImmutable(),
            CostUsd = ready.Count > 0 && ready.All(slot => slot.CostUsd is not null) ? ready.Sum(slot => slot.CostUsd) : null,
        };
        return new ToolAnswer<GenerationContent>(content) { Blocks = shown, Failed = state.Status is GenerationStatus.Failed };
    }

    private SlotContent ContentOf(GenerationState state, SlotState slot, GalleryImage? image) => new()
    {
        Index = slot.ImageIndex,
        Status = slot.Status,
        Id = image?.Id,
        Url = image is null ? null : links.AddressOf(image),
        Width = image?.Size.Width,
        Height = image?.Size.Height,
        Mime = image?.Mime,
        Seed = image?.Seed,
        CostUsd = image?.Cost?.Usd,
        Provider = image?.Provider ?? state.RequestOf(slot.ImageIndex).Provider,
        Model = image?.Model ?? state.RequestOf(slot.ImageIndex).Model,
        RevisedPrompt = image?.RevisedPrompt,
        Differences = image?.Differences,
        Error = slot.Failure is { } failure ? new SlotError(Wire.Name(failure.Code), failure.Message, FailureAdvice.For(failure.Code)) : null,
    };

    private static RunStatus StatusOf(GenerationState state) => state.Status switch
    {
        GenerationStatus.Running => RunStatus.Generating,
        GenerationStatus.Completed => RunStatus.Completed,
        GenerationStatus.Partial => RunStatus.Partial,
        GenerationStatus.Failed => RunStatus.Failed,
        _ => RunStatus.Cancelled,
    };

    private static string MessageOf(GenerationState state)
    {
        var count = $"{state.Done} of {PageText.Images(state.Request.N)}";
        return state.Status switch
        {
            GenerationStatus.Running => $"{count} ready. The work goes on. Call get_generation with this generation_id to wait for the rest; do not start it again.",
            GenerationStatus.Completed => $"{count} ready.",
            GenerationStatus.Partial => $"{count} ready. The error of each other image says why it is missing.",
            GenerationStatus.Failed => $"No image was made. {FailureOf(state)} To try again, call with another request_id, or without one.",
            _ => "All images were cancelled.",
        };
    }

    private static string FailureOf(GenerationState state) =>
        state.Slots.Select(slot => slot.Failure).OfType<Failure>().FirstOrDefault() is { } failure ? $"{failure.Message} {FailureAdvice.For(failure.Code)}" : "";
}
