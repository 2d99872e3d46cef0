using System.Globalization;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.Stability;

/// <summary>Reads an image with its properties in headers, or JSON, which some gateways send. The bytes decide which.</summary>
internal static class StabilityResponse
{
    private const string Filtered = "CONTENT_FILTERED";

    public static GenerationUpdate Read(ServiceBody body, ServiceProfile service, string model)
    {
        var kind = ResponseSniffer.Detect(body.Bytes.Span);
        var json = kind is ResponseKind.Json ? body.Json() : default;
        if ((body.Header("finish-reason") ?? json.Text("finish_reason")) is Filtered)
        {
            return new GenerationUpdate.Failed(service.Blocked(new ModerationVerdict("output", [])));
        }

        if (kind is ResponseKind.Markup or ResponseKind.Empty)
        {
            return Failed($"{service.BaseUrl.Authority} responded without an image. Check the base URL.");
        }

        var image = body.IsImage ? body.TakeImage()
            : json.Text("image") is { } base64 ? Base64Image.Decode(base64)
            : null;
        return image is null
            ? Failed("Stability responded without an image.")
            : new GenerationUpdate.FinalImage(image) { Model = model, Seed = SeedOf(body.Header("seed")) ?? json.Integer("seed") };
    }

    private static long? SeedOf(string? header) =>
        long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : null;

    private static GenerationUpdate.Failed Failed(string message) => new(new Failure(FailureCode.BadOutput, message));
}
