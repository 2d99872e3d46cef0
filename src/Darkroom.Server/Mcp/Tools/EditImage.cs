using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Darkroom.Server.Mcp.Tools;

/// <summary>Makes images from images.</summary>
internal sealed class EditImage(ToolRuns runs, RemoteImages remote, ModelNames models, ILogger<EditImage> log)
    : DarkroomTool<EditArguments, GenerationContent>(Text, Hints, McpJson.Default.EditArguments, McpJson.Default.GenerationContent, log)
{
    private static readonly ToolText Text = new(
        "edit_image",
        "Edit images",
        """
        Makes new images from existing ones and an instruction: change something, combine several images, continue a style. The originals stay as they are. Needs a model whose entry in list_models has "edits".
        Name the images by their ids in the gallery (from a result, or from search_gallery), as public https addresses, or as data URLs. A mask limits the change to a part of the first image.
        Results, waiting, request_id and costs are as for generate_image: a call that is cancelled or times out does not stop the work.
        """);

    private static ToolAnnotations Hints => new() { ReadOnlyHint = false, DestructiveHint = false, IdempotentHint = false, OpenWorldHint = true };

    protected override async Task<ToolAnswer<GenerationContent>> RunAsync(
        EditArguments arguments, RequestContext<CallToolRequestParams> call, CancellationToken cancellationToken)
    {
        if (await models.FindAsync(arguments.Model, cancellationToken) is not { } target)
        {
            return ToolAnswer<GenerationContent>.Refused(ToolRuns.NoModel(arguments.Model, models));
        }

        // Before anything is loaded for a model that cannot use it.
        if (target.Provider.CapabilitiesOf(target.Model).Edits is null)
        {
            return ToolAnswer<GenerationContent>.Refused(
                $"{target.Provider.Description.Name} makes images from text only. Send a model whose entry in list_models has \"edits\".");
        }

        var images = ImmutableArray.CreateBuilder<ImageReference>();
        foreach (var image in arguments.Images)
        {
            images.Add(await remote.ReadAsync(image, cancellationToken));
        }

        var request = arguments.ToRequest(arguments.Prompt, target) with
        {
            Images = images.ToImmutable(),
            Mask = arguments.Mask is { } mask ? await remote.ReadAsync(mask, cancellationToken) : null,
            InputFidelity = arguments.InputFidelity is { } fidelity ? Wire.Name(fidelity) : null,
        };
        return await runs.StartAsync(request, arguments, call, cancellationToken);
    }
}

/// <summary>The arguments of <c>edit_image</c>.</summary>
internal sealed record EditArguments : RunArguments
{
    [Description("What to change, or what to make of the images.")]
    [StringLength(MaxPrompt, MinimumLength = 1)]
    public required string Prompt { get; init; }

    [Description("The images to work from: each an id of the gallery, a public https address, or a data URL (data:image/png;base64,…).")]
    [Length(1, 16)]
    public required ImmutableArray<string> Images { get; init; }

    [Description("The part of the first image that may change: a PNG of its size, transparent where it may change, given like an image. Only for models whose \"edits\" has mask.")]
    public string? Mask { get; init; }

    [Description("How closely the result follows the images, if the model offers a choice.")]
    public FidelityChoice? InputFidelity { get; init; }
}

internal enum FidelityChoice
{
    Low,
    High,
}
