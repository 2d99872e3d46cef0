using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Darkroom.Gallery;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Darkroom.Server.Mcp.Tools;

/// <summary>Shows one image of the gallery.</summary>
internal sealed class GetImage(IGallery gallery, ImageBlocks blocks, ImageLinks links, ILogger<GetImage> log)
    : DarkroomTool<GetImageArguments, ImageContent>(Text, Hints, McpJson.Default.GetImageArguments, McpJson.Default.ImageContent, log)
{
    private static readonly ToolText Text = new(
        "get_image",
        "Get an image",
        """
        Returns one image of the gallery: a small copy to look at, how it was made, and the address of the original. Use it to see an image that search_gallery found, or for a new address.
        """);

    private static ToolAnnotations Hints => new() { ReadOnlyHint = true, DestructiveHint = false, IdempotentHint = true, OpenWorldHint = false };

    protected override async Task<ToolAnswer<ImageContent>> RunAsync(
        GetImageArguments arguments, RequestContext<CallToolRequestParams> call, CancellationToken cancellationToken) =>
        Ids.IsWellFormed(arguments.Id) && await gallery.FindAsync(arguments.Id, cancellationToken) is { } image
            ? new ToolAnswer<ImageContent>(ImageContent.From(image, links.AddressOf(image))) { Blocks = await blocks.OfAsync(image, cancellationToken) }
            : ToolAnswer<ImageContent>.Refused(
                $"There is no image '{PageText.Short(arguments.Id, 40)}'. Send an id from search_gallery, or from a result of generate_image or edit_image.");
}

/// <summary>The arguments of <c>get_image</c>.</summary>
internal sealed record GetImageArguments
{
    [Description("The id of the image.")]
    [StringLength(64, MinimumLength = 1)]
    public required string Id { get; init; }
}
