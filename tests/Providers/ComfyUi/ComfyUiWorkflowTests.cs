using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Darkroom.Providers;
using Darkroom.Providers.ComfyUi;
using Xunit;

namespace Darkroom.Tests.Providers.ComfyUi;

public sealed class ComfyUiWorkflowTests : ComfyUiTest
{
    private const string Edit = """
        {
          "1": {"class_type": "LoadImage", "inputs": {"image": "%image%"}},
          "2": {"class_type": "LoadImageMask", "inputs": {"image": "%mask%", "channel": "alpha"}},
          "3": {"class_type": "CLIPTextEncode", "inputs": {"text": "masterpiece, %prompt%, 100% sharp"}},
          "4": {"class_type": "EmptyLatentImage", "inputs": {"width": 832, "height": 1216}},
          "5": {"class_type": "KSampler", "inputs": {"seed": "%seed%", "steps": 8, "latent": ["4", 0]}},
          "7": {"class_type": "SaveImage", "inputs": {"filename_prefix": "%year%-%date:MM%/%KSampler.seed%"}}
        }
        """;

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "Export (API)")]
    [InlineData("{}", "Export (API)")]
    [InlineData("""{"nodes":[],"links":[]}""", "editor's format")]
    [InlineData("""{"1":{"class_type":"A","inputs":{}},"2":7}""", "Export (API)")]
    [InlineData("""{"1":{"class_type":"A","inputs":{"text":"%promt%"}}}""", "the placeholder %promt% is unknown; known are %height%, %image%,")]
    [InlineData("""{"1":{"class_type":"A","inputs":{"text":"a cat"}}}""", "put it where the prompt belongs")]
    [InlineData("""{"1":{"class_type":"A"},"1":{"class_type":"%prompt%"}}""", "not valid JSON")]
    public void Explains_why_a_workflow_is_invalid(string json, string problem)
    {
        var (workflow, message) = ComfyUiWorkflow.Parse(json);

        Assert.Null(workflow);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_a_configuration_error_and_nothing_is_sent()
    {
        var options = new ComfyUiOptions { Workflow = "/nowhere/workflow.json" };
        var results = new List<ValidationResult>();

        Assert.False(Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true));
        Assert.Equal("the file does not exist", Assert.Single(results).ErrorMessage);
        Assert.Equal("Providers:comfyui:Workflow (the file does not exist)", Provider(options).Setup.MissingSetting);
    }

    [Fact]
    public void Capabilities_depend_on_the_placeholders_of_the_workflow()
    {
        var builtIn = Provider().CapabilitiesOf(null);
        var edit = ProviderOf(Edit).CapabilitiesOf(null);

        Assert.True(builtIn is { Seed: true, NegativePrompt: true, OtherModels: true, Edits: null });
        Assert.True(edit is { Seed: true, NegativePrompt: false, OtherModels: false, Edits: { MaxImages: 1, Mask: true } });
        Assert.Equal("832x1216", edit.Sizes.Text);
    }

    [Fact]
    public async Task Uploads_images_byte_for_byte_and_names_them_in_the_workflow()
    {
        ComfyUiScript.Success([]).On(Server, Sharp);
        Server.On("/upload/image", Scripts.Answer(200, """{"name":"ref.png","subfolder":"darkroom","type":"input"}"""), Scripts.Answer(
            200, """{"name":"mask.png","subfolder":"","type":"input"}"""));

        var outcome = await RunAsync(ProviderOf(Edit), Asked with
        {
            Seed = 9_007_199_254_740_993,
            Images = [Samples.Input(One)],
            Mask = Samples.Input(Two),
        });

        Assert.Equal(Sharp, outcome.Image);
        var uploads = Server.Requests.Where(request => request.Path == "/upload/image").ToList();
        Assert.True(uploads[0].Body.AsSpan().IndexOf(One) >= 0 && uploads[1].Body.AsSpan().IndexOf(Two) >= 0);
        var graph = Assert.Single(Server.Requests, request => request.Path == "/prompt").Json.GetProperty("prompt");
        Assert.Equal("darkroom/ref.png", Input(graph, "1", "image").GetString());
        Assert.Equal("mask.png", Input(graph, "2", "image").GetString());
        Assert.Equal("masterpiece, a lighthouse, 100% sharp", Input(graph, "3", "text").GetString());
        Assert.Equal(9_007_199_254_740_993, Input(graph, "5", "seed").GetInt64());
        Assert.Equal("%year%-%date:MM%/%KSampler.seed%", Input(graph, "7", "filename_prefix").GetString());
    }

    [Fact]
    public async Task Reports_that_the_workflow_needs_an_image()
    {
        var failure = (await RunAsync(ProviderOf(Edit))).Failure;

        Assert.Equal((FailureCode.InvalidRequest, "This workflow needs an image. Add a reference image."), (failure?.Code, failure?.Message));
    }

    [Fact]
    public async Task Does_not_replace_placeholders_in_the_prompt()
    {
        ComfyUiScript.Success([]).On(Server, Sharp);

        await RunAsync(Provider(), Asked with { Prompt = "%seed% of %negative_prompt%", NegativePrompt = "fog" });

        var graph = Assert.Single(Server.Requests, request => request.Path == "/prompt").Json.GetProperty("prompt");
        Assert.Equal("%seed% of %negative_prompt%", Input(graph, "2", "text").GetString());
        Assert.Equal(JsonValueKind.Number, Input(graph, "4", "width").ValueKind);
    }

    private static JsonElement Input(JsonElement graph, string node, string name) => graph.GetProperty(node).GetProperty("inputs").GetProperty(name);

    private ComfyUiProvider ProviderOf(string workflow)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("darkroom-workflow").FullName, "workflow.json");
        File.WriteAllText(file, workflow);
        try
        {
            return Provider(new ComfyUiOptions { Workflow = file });
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }
}
