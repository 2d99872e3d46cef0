using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Darkroom.Server.Mcp.Tools;

/// <summary>Cancels the images of a generation that are not finished.</summary>
internal sealed class CancelGeneration(GenerationService generations, GenerationReport report, ILogger<CancelGeneration> log)
    : DarkroomTool<CancelArguments, GenerationContent>(Text, Hints, McpJson.Default.CancelArguments, McpJson.Default.GenerationContent, log)
{
    private static readonly ToolText Text = new(
        "cancel_generation",
        "Cancel a generation",
        """
        Stops a generation: images that are not finished are not made. Finished ones stay in the gallery. What a provider has begun may still be charged. A generation that has ended is not changed.
        """);

    private static ToolAnnotations Hints => new() { ReadOnlyHint = false, DestructiveHint = true, IdempotentHint = true, OpenWorldHint = false };

    protected override async Task<ToolAnswer<GenerationContent>> RunAsync(
        CancelArguments arguments, RequestContext<CallToolRequestParams> call, CancellationToken cancellationToken)
    {
        if (!Ids.IsWellFormed(arguments.GenerationId))
        {
            return ToolAnswer<GenerationContent>.Refused(ToolRuns.NoGeneration(arguments.GenerationId));
        }

        return await generations.CancelAsync(arguments.GenerationId, arguments.ImageIndex, cancellationToken) switch
        {
            ChangeOutcome.Done(var state, _) => await report.CreateAsync(state, cancellationToken),
            _ => ToolAnswer<GenerationContent>.Refused(
                $"{ToolRuns.NoGeneration(arguments.GenerationId)}{(arguments.ImageIndex is null ? "" : " Or it has no image with this image_index: images are numbered from 0.")}"),
        };
    }
}

/// <summary>The arguments of <c>cancel_generation</c>.</summary>
internal sealed record CancelArguments
{
    [Description("The generation_id of a result of generate_image or edit_image.")]
    [StringLength(64, MinimumLength = 1)]
    public required string GenerationId { get; init; }

    [Description("The number of the only image to cancel, from 0. Leave it out to cancel all that are not finished.")]
    [Range(0, 15)]
    public int? ImageIndex { get; init; }
}
