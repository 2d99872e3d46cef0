using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Darkroom.Server.Mcp.Tools;

/// <summary>Reports a generation, and may wait for it.</summary>
internal sealed class GetGeneration(ToolRuns runs, ILogger<GetGeneration> log)
    : DarkroomTool<GetGenerationArguments, GenerationContent>(Text, Hints, McpJson.Default.GetGenerationArguments, McpJson.Default.GenerationContent, log)
{
    private static readonly ToolText Text = new(
        "get_generation",
        "Get a generation",
        """
        Returns how far a generation is, with the images that are ready. Use it after generate_image or edit_image returned the status "generating", with wait_seconds to wait until the rest is ready. It starts nothing and costs nothing.
        """);

    private static ToolAnnotations Hints => new() { ReadOnlyHint = true, DestructiveHint = false, IdempotentHint = true, OpenWorldHint = false };

    protected override Task<ToolAnswer<GenerationContent>> RunAsync(
        GetGenerationArguments arguments, RequestContext<CallToolRequestParams> call, CancellationToken cancellationToken) =>
        runs.WaitAsync(arguments.GenerationId, arguments.WaitSeconds ?? 0, call, cancellationToken);
}

/// <summary>The arguments of <c>get_generation</c>.</summary>
internal sealed record GetGenerationArguments
{
    [Description("The generation_id of a result of generate_image or edit_image.")]
    [StringLength(64, MinimumLength = 1)]
    public required string GenerationId { get; init; }

    [Description("How many seconds to wait until every image has ended; 0 to return at once. Stay below the time limit of your client, which is often 60.")]
    [Range(0, RunArguments.MaxWait)]
    [DefaultValue(0)]
    public int? WaitSeconds { get; init; }
}
