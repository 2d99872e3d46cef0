namespace Darkroom.Tests.Providers;

/// <summary>Writes answers as the Images API and its many likenesses send them.</summary>
public static class ImagesScript
{
    public const string Usage = """{"input_tokens":14,"output_tokens":272,"total_tokens":286,"input_tokens_details":{"image_tokens":0,"text_tokens":14}}""";

    /// <summary>A whole answer.</summary>
    public static string Whole(byte[] image, string more = "\"quality\":\"low\",\"usage\":" + Usage) =>
        $$"""{"created":0,"data":[{"b64_json":"{{Convert.ToBase64String(image)}}"}],{{more}}}""";

    /// <summary>An ordinary stream.</summary>
    /// <param name="kind">Of its events: <c>image_generation</c> or <c>image_edit</c>.</param>
    public static Script Stream(byte[] image, IReadOnlyList<byte[]> partials, string kind = "image_generation") => Events(
        [.. partials.Select((partial, index) => Partial(index, partial, kind)), Completed(image, kind)]);

    public static string Partial(int index, byte[] partial, string kind = "image_generation") =>
        $$"""{"type":"{{kind}}.partial_image","b64_json":"{{Convert.ToBase64String(partial)}}","created_at":0,"partial_image_index":{{index}}}""";

    public static string Completed(byte[] image, string kind = "image_generation") =>
        $$"""{"type":"{{kind}}.completed","b64_json":"{{Convert.ToBase64String(image)}}","quality":"low","usage":{{Usage}}}""";

    /// <summary>A stream of these data lines, as they are.</summary>
    public static Script Events(params string[] data) => exchange =>
    {
        exchange.Response.ContentType = "text/event-stream; charset=utf-8";
        return exchange.WriteAsync(string.Concat(data.Select(each => $"data: {each}\n\n")));
    };

    /// <summary>Streams to whoever asks for a stream, and answers all others whole.</summary>
    public static Script Either(byte[] image, IReadOnlyList<byte[]> partials) => exchange =>
        (exchange.Request.Text.Contains("\"stream\":true", StringComparison.Ordinal)
            ? Stream(image, partials)
            : Scripts.Answer(200, Whole(image)))(exchange);
}
