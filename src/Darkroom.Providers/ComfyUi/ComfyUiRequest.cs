using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.ComfyUi;

/// <summary>Queues a request: uploads its images, finds a model, fills in the workflow.</summary>
/// <param name="preferredModel">The operator's model, or null.</param>
internal sealed class ComfyUiRequest(ServiceConnection connection, IComfyUiWorkflow workflow, string? preferredModel)
{
    private const string Folder = "darkroom";

    private static readonly string[] WeightFiles = [".safetensors", ".ckpt", ".pt", ".pth", ".sft", ".gguf"];
    private readonly ServiceProfile _service = connection.Service;

    /// <summary>The relative amount of work of each node of the queued graph.</summary>
    public ImmutableDictionary<string, int> Weights { get; private set; } = ImmutableDictionary<string, int>.Empty;

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
            ?? await AddImagesAsync(values, request, call);
        if (missing is not null)
        {
            return (null, missing);
        }

        var graph = workflow.Fill(values, await WithFilesAsync(request.Options, call));
        Weights = ComfyUiNodes.WeightsOf(graph);
        var body = JsonBody.Create(json =>
        {
            json.WritePropertyName("prompt");
            graph.WriteTo(json);
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

            model = ComfyUiResponse.NamesOf(info.Json(), nodeClass, input).FirstOrDefault();
        }

        values["model"] = model ?? "";
        return model is null
            ? new Failure(FailureCode.InvalidRequest, "ComfyUI has no model for this workflow. Put one into its models folder, or name one.")
            : null;
    }

    /// <summary>Returns options in which each LoRA has the name of its file: other programs leave the extension out.</summary>
    private async Task<EngineOptions?> WithFilesAsync(EngineOptions? options, ProviderCall call)
    {
        if (options?.Loras is not { } loras || loras.All(lora => IsFile(lora.Name)))
        {
            return options;
        }

        using var info = await connection.FetchAsync(HttpMethod.Get, _service.UrlFor($"object_info/{ComfyUiBuiltIn.LoraLoader}"), null, call);
        var files = info.Failure is null ? ComfyUiResponse.NamesOf(info.Json(), ComfyUiBuiltIn.LoraLoader, "lora_name").ToList() : [];
        return options with
        {
            Loras = [.. loras.Select(lora => IsFile(lora.Name) ? lora : lora with { Name = files.Find(file => IsNamed(file, lora.Name)) ?? lora.Name })],
        };

        static bool IsFile(string name) => WeightFiles.Any(extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

        static bool IsNamed(string file, string name) => file.LastIndexOf('.') is > 0 and var end
            && (file.AsSpan(0, end).Equals(name, StringComparison.OrdinalIgnoreCase)
                || file.AsSpan(0, end)[(file.LastIndexOfAny(['/', '\\']) + 1)..].Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private async Task<Failure?> AddImagesAsync(Dictionary<string, JsonNode> values, ImageRequest request, ProviderCall call)
    {
        if (request.References.Length < workflow.Images)
        {
            return new Failure(FailureCode.InvalidRequest, workflow.Images == 1
                ? "This workflow needs an image. Add a reference image."
                : $"This workflow needs {workflow.Images} images. Add them as reference images.");
        }

        foreach (var (image, index) in request.References.Take(workflow.Images).Select((image, index) => (image, index)))
        {
            if (await AddImageAsync(values, ComfyUiNodes.ImageName(index), image, call) is { } failure)
            {
                return failure;
            }
        }

        return !workflow.Has("mask") ? null
            : request.Mask is { } mask ? await AddImageAsync(values, "mask", mask, call)
            : new Failure(FailureCode.InvalidRequest, "This workflow needs a mask. Add one.");
    }

    private async Task<Failure?> AddImageAsync(Dictionary<string, JsonNode> values, string name, InputImage image, ProviderCall call)
    {
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
