using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Darkroom.Server.Mcp.Tools;

/// <summary>Makes images from a prompt.</summary>
internal sealed class GenerateImage(ToolRuns runs, ModelNames models, ILogger<GenerateImage> log)
    : DarkroomTool<GenerateArguments, GenerationContent>(Text, Hints, McpJson.Default.GenerateArguments, McpJson.Default.GenerationContent, log)
{
    private static readonly ToolText Text = new(
        "generate_image",
        "Generate images",
        """
        Makes new images from a description and keeps them in the user's gallery. Use it when the user asks for an image. Describe in the prompt what the images show, their style and any text in them.
        The result has a small copy of each image to look at, the address of the original, and its id, size, seed, cost, model and provider.
        Images may take a minute or longer. If they are not ready after wait_seconds, the status is "generating": call get_generation with the generation_id, or this tool again with the same request_id. Neither makes or costs anything new.
        A call that is cancelled or times out does not stop the work: the images still arrive in the gallery, and may cost money. Use cancel_generation to stop it.
        Depending on the model, images cost money; list_models has the prices.
        """);

    private static ToolAnnotations Hints => new() { ReadOnlyHint = false, DestructiveHint = false, IdempotentHint = false, OpenWorldHint = true };

    protected override async Task<ToolAnswer<GenerationContent>> RunAsync(
        GenerateArguments arguments, RequestContext<CallToolRequestParams> call, CancellationToken cancellationToken) =>
        await models.FindAsync(arguments.Model, cancellationToken) is { } target
            ? await runs.StartAsync(arguments.ToRequest(arguments.Prompt, target), arguments, call, cancellationToken)
            : ToolAnswer<GenerationContent>.Refused(ToolRuns.NoModel(arguments.Model, models));
}

/// <summary>The arguments of <c>generate_image</c>.</summary>
internal sealed record GenerateArguments : RunArguments
{
    [Description("What the images show: subject, composition, style, light, and any text in them.")]
    [StringLength(MaxPrompt, MinimumLength = 1)]
    public required string Prompt { get; init; }
}
