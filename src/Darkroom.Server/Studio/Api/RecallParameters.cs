using Darkroom.Imaging;
using Darkroom.Imaging.Metadata;
using Darkroom.Imports;
using Darkroom.Providers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Darkroom.Server.Studio.Api;

/// <summary>
/// <c>POST /api/images/parameters</c>: reads how an image was made, and what of it the studio's form can take over. The image is the body, or the first file of
/// a form. Nothing is stored, and no pixel is decoded.
/// </summary>
internal static class RecallParameters
{
    public static async Task<Results<Ok<RecalledView>, ProblemHttpResult>> HandleAsync(
        string? provider, string? model, HttpRequest request, ImageLimits limits, ProviderCatalog providers, CancellationToken cancellationToken)
    {
        if (await ReadAsync(request, limits, cancellationToken) is not { } bytes)
        {
            return Problems.From(
                StatusCodes.Status415UnsupportedMediaType,
                FailureCode.InvalidRequest,
                ProblemTexts.NotAnImage,
                "Send an image as the body with a content type such as image/png, or as a file of multipart/form-data.");
        }

        if (ImageInspector.Inspect(bytes, limits) is not Outcome<ImageHeader>.Ok(var header))
        {
            return Problems.Invalid(new ValidationError("image", ProblemTexts.ImageUnreadable));
        }

        var parameters = ParameterText.Parse(ImageMetadata.Read(bytes, limits).Texts);
        var size = new PixelSize(header.Width, header.Height);
        return TypedResults.Ok(new RecalledView(
            header.Format.Mime(),
            size.Width,
            size.Height,
            parameters is null ? null : ParametersView.From(parameters),
            parameters is null ? null : RecalledForm.From(parameters, size, provider, model, providers)));
    }

    /// <returns>Null if the body is neither an image nor a form with a file.</returns>
    private static async Task<byte[]?> ReadAsync(HttpRequest request, ImageLimits limits, CancellationToken cancellationToken)
    {
        if (request.HasFormContentType)
        {
            return await request.TryReadFormAsync(cancellationToken) is { Files: [var file, ..] } ? await file.ReadBytesAsync(cancellationToken) : null;
        }

        var type = request.GetTypedHeaders().ContentType?.MediaType.Value ?? "";
        if (!type.StartsWith("image/", StringComparison.OrdinalIgnoreCase) && !type.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        using var content = new MemoryStream((int)Math.Clamp(request.ContentLength ?? 0, 0, limits.MaxBytes));
        await request.Body.CopyToAsync(content, cancellationToken);
        return content.Length == content.Capacity ? content.GetBuffer() : content.ToArray();
    }
}

/// <summary>How an image was made.</summary>
/// <param name="Mime">The type of the image, from its bytes.</param>
/// <param name="Parameters">Absent if the image has none that are understood, as <paramref name="Form"/>.</param>
/// <param name="Form">What the studio's form takes over for a provider.</param>
public sealed record RecalledView(string Mime, int Width, int Height, ParametersView? Parameters, RecalledForm? Form);

/// <summary>The parameters of an image as its file has them.</summary>
/// <param name="Source">The program that wrote them: <c>automatic1111</c> (also Forge and Darkroom), <c>comfyui</c>, <c>swarmui</c> or <c>invokeai</c>.</param>
/// <param name="Model">The name of the model's file, without folder and extension.</param>
/// <param name="Size">The size that was requested, such as <c>832x1216</c>.</param>
/// <param name="Others">Everything else that has a name and a short value.</param>
public sealed record ParametersView(
    string Source,
    string Prompt,
    string? NegativePrompt,
    long? Seed,
    int? Steps,
    double? CfgScale,
    string? Sampler,
    string? Model,
    ImmutableArray<string>? Loras,
    string? Size,
    ImmutableArray<ParameterView>? Others)
{
    internal static ParametersView From(ImportedParameters found) => new(
        found.Source,
        found.Prompt,
        found.NegativePrompt,
        found.Seed,
        found.Steps,
        found.CfgScale,
        found.Sampler,
        found.Model,
        found.Loras.IsEmpty ? null : found.Loras,
        found.Size?.ToString(),
        found.Others.IsEmpty ? null : [.. found.Others.Select(other => new ParameterView(other.Key, other.Value))]);
}

public sealed record ParameterView(string Name, string Value);
