using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.ComfyUi;

/// <summary>Queues a request: uploads its images, finds a model, fills in the workflow.</summary>
/// <param name="preferredModel">The operator's model, or null.</param>
internal sealed class ComfyUiRequest(ServiceConnection connection, ComfyUiWorkflow workflow, string? preferredModel)
{
    private const string Folder = "darkroom";

    private readonly ServiceProfile _service = connection.Service;

    /// <summary>Queues the request.</summary>
    /// <param name="clientId">The client id of the socket that receives the messages.</param>
    /// <returns>The prompt's id, or the failure.</returns>
    public async Task<(string? PromptId, Failure? Failure)> SendAsync(ImageRequest request, string clientId, ProviderCall call)
    {
        var values = new Dictionary<string, JsonNode>
        {
            ["prompt"] = request.Prompt,
            ["negative_prompt"] = request.NegativePrompt ?? "",
            ["seed"] = request.Seed ?? 0,
            ["width"] = request.Size.Width,
            ["height"] = request.Size.Height,
        };
        var missing = await AddModelAsync(values, request, call)
            ?? await AddImageAsync(values, "image", request.References is [var first, ..] ? first : null, call)
            ?? await AddImageAsync(values, "mask", request.Mask, call);
        if (missing is not null)
        {
            return (null, missing);
        }

        var body = JsonBody.Create(json =>
        {
            json.WritePropertyName("prompt");
            workflow.Fill(values).WriteTo(json);
            json.WriteString("client_id", clientId);
        });
        using var queued = await connection.FetchAsync(HttpMethod.Post, _service.UrlFor("prompt"), body, call);
        return queued.Failure is { } failure ? (null, failure)
            : queued.Json().Text("prompt_id") is { } id && ComfyUiResponse.IsPromptId(id) ? (id, null)
            : (null, new Failure(FailureCode.BadOutput, "ComfyUI accepted the workflow without returning an id. Check the base URL."));
    }

    private async Task<Failure?> AddModelAsync(Dictionary<string, JsonNode> values, ImageRequest request, ProviderCall call)
    {
        if (!workflow.Has("model"))
        {
            return null;
        }

        var model = request.Model ?? preferredModel;
        if (model is null && workflow.ModelInput is var (nodeClass, input))
        {
            using var info = await connection.FetchAsync(HttpMethod.Get, _service.UrlFor($"object_info/{Uri.EscapeDataString(nodeClass)}"), null, call);
            if (info.Failure is { } failure)
            {
                return failure;
            }

            model = ComfyUiResponse.FirstModel(info.Json(), nodeClass, input);
        }

        values["model"] = model ?? "";
        return model is null
            ? new Failure(FailureCode.InvalidRequest, "ComfyUI has no model for this workflow. Put one into its models folder, or name one.")
            : null;
    }

    private async Task<Failure?> AddImageAsync(
        Dictionary<string, JsonNode> values, string name, InputImage? image, ProviderCall call)
    {
        if (!workflow.Has(name))
        {
            return null;
        }

        if (image is null)
        {
            return new Failure(FailureCode.InvalidRequest, name == "mask"
                ? "This workflow needs a mask. Add one."
                : "This workflow needs an image. Add a reference image.");
        }

        using var uploaded = await connection.FetchAsync(HttpMethod.Post, _service.UrlFor("upload/image"), Form(image), call);
        if (uploaded.Failure is { } failure)
        {
            return failure;
        }

        var response = uploaded.Json();
        if (response.Text("name") is not { } stored)
        {
            return new Failure(FailureCode.BadOutput, "ComfyUI did not return the name of the uploaded image. Check the base URL.");
        }

        values[name] = response.Text("subfolder") is { Length: > 0 } folder ? $"{folder}/{stored}" : stored;
        return null;
    }

    /// <summary>Creates a form with the image, which is named after its content so that repeated uploads use the same file.</summary>
    private static MultipartFormDataContent Form(InputImage image)
    {
        var name = $"{Convert.ToHexStringLower(SHA256.HashData(image.Bytes.Span).AsSpan(0, 16))}.{image.Mime.Split('/')[^1]}";
        var file = new ReadOnlyMemoryContent(image.Bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue(image.Mime);
        return new MultipartFormDataContent
        {
            { file, "image", name },
            { new StringContent(Folder), "subfolder" },
            { new StringContent("input"), "type" },
            { new StringContent("true"), "overwrite" },
        };
    }
}
