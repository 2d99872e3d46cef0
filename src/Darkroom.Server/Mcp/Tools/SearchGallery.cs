using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Darkroom.Gallery;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Darkroom.Server.Mcp.Tools;

/// <summary>Finds images in the gallery.</summary>
internal sealed class SearchGallery(IGallery gallery, ImageBlocks blocks, ImageLinks links, ILogger<SearchGallery> log)
    : DarkroomTool<SearchArguments, SearchContent>(Text, Hints, McpJson.Default.SearchArguments, McpJson.Default.SearchContent, log)
{
    private static readonly ToolText Text = new(
        "search_gallery",
        "Search the gallery",
        $"""
        Finds images that were made or imported before, the newest first. The query is as in Darkroom's search field: words of the prompt, "exact phrases", -excluded words, OR, and filters: {string.Join(", ", GalleryFields.All.Select(field => field.Example))}. Without a query it returns the newest images.
        """);

    private static ToolAnnotations Hints => new() { ReadOnlyHint = true, DestructiveHint = false, IdempotentHint = true, OpenWorldHint = false };

    protected override async Task<ToolAnswer<SearchContent>> RunAsync(
        SearchArguments arguments, RequestContext<CallToolRequestParams> call, CancellationToken cancellationToken)
    {
        var parsed = GalleryViewParser.Parse(arguments.Query ?? "");
        if (!parsed.Mistakes.IsEmpty)
        {
            return ToolAnswer<SearchContent>.Refused(string.Join('\n', parsed.Mistakes.Select(mistake => $"query: {mistake.Message}")));
        }

        long? before = null;
        if (arguments.Cursor is { } cursor)
        {
            if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            {
                return ToolAnswer<SearchContent>.Refused("cursor: Send next_cursor of the previous result, unchanged.");
            }

            before = position;
        }

        var page = await gallery.PageAsync(new GalleryQuery { View = parsed.View, Before = before, Limit = arguments.Limit ?? SearchArguments.DefaultLimit }, cancellationToken);
        var shown = new List<ContentBlock>();
        foreach (var image in arguments.ShowImages is false ? [] : page.Images)
        {
            shown.AddRange(await blocks.OfAsync(image, cancellationToken));
        }

        var content = new SearchContent
        {
            Images = [.. page.Images.Select(image => ImageContent.From(image, links.AddressOf(image)))],
            NextCursor = page.NextCursor?.ToString(CultureInfo.InvariantCulture),
        };
        return new ToolAnswer<SearchContent>(content) { Blocks = shown };
    }
}

/// <summary>The arguments of <c>search_gallery</c>.</summary>
internal sealed record SearchArguments
{
    public const int DefaultLimit = 8;

    [Description("Words and filters. Leave it out for the newest images.")]
    [StringLength(2000)]
    public string? Query { get; init; }

    [Description("The maximum number of images.")]
    [Range(1, 24)]
    [DefaultValue(DefaultLimit)]
    public int? Limit { get; init; }

    [Description("next_cursor of the previous result, for the images after those.")]
    [StringLength(40)]
    public string? Cursor { get; init; }

    [Description("Whether the result contains a small copy of each image to look at.")]
    [DefaultValue(true)]
    public bool? ShowImages { get; init; }
}

/// <summary>One page of images.</summary>
internal sealed record SearchContent
{
    [Description("The images, the newest first.")]
    public required ImmutableArray<ImageContent> Images { get; init; }

    [Description("Send it as cursor for the images after these; missing on the last page.")]
    public string? NextCursor { get; init; }
}
