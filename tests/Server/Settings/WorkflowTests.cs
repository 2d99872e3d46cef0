using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Darkroom.Tests.Providers;
using Darkroom.Tests.Providers.ComfyUi;
using Darkroom.Tests.Server.Studio;

namespace Darkroom.Tests.Server.Settings;

/// <summary>The operator's workflows: uploaded, corrected, used like a model, replaced, renamed and deleted.</summary>
public sealed class WorkflowTests : SettingsTest
{
    private const string Graph = """
        {
          "3": {"class_type": "KSampler", "inputs": {"seed": 5, "steps": 8, "cfg": 1.5, "sampler_name": "euler", "scheduler": "simple", "denoise": 1,
            "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}},
          "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "own.safetensors"}},
          "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 512, "batch_size": 1}},
          "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "<b>a cat</b>", "clip": ["4", 1]}},
          "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["4", 1]}},
          "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "x", "images": ["8", 0]}}
        }
        """;

    [Fact]
    public async Task An_uploaded_workflow_is_used_like_a_model()
    {
        await using var comfyUi = await ScriptedServer.StartAsync();
        ComfyUiScript.Success([]).On(comfyUi, TestImages.NoisyPng(64, 64));
        await using var server = await RunningServer.StartAsync(("Providers:comfyui:BaseUrl", comfyUi.Address.ToString()));

        Assert.Equal((HttpStatusCode.SeeOther, "/settings/workflows/my%20portrait"), await UploadAsync(server, "/settings/workflows", Graph, "my_portrait.json"));
        var page = await server.Client.GetStringAsync("/settings/workflows/my%20portrait", Cancel);
        Assert.Contains("&lt;b&gt;a cat&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.SeeOther, ""), await SubmitAsync(server, "/settings/workflows/my%20portrait", [.. FieldsOf(page).Where(field => field.Name != "to_9"), ("to_9", "field"), ("do", "save")]));
        page = await server.Client.GetStringAsync("/settings/workflows/my%20portrait", Cancel);
        Assert.Contains("options.fields.batch_size", page, StringComparison.Ordinal);
        var labelled = FieldsOf(page).Where(field => field.Name != "label_9" && field.Name != "choices_9");
        await SubmitAsync(server, "/settings/workflows/my%20portrait", [.. labelled, ("label_9", "How many"), ("choices_9", "1, 2, 4"), ("do", "save")]);

        var model = (await server.Client.GetFromJsonAsync<JsonElement>("/api/providers/comfyui/models", Cancel)).EnumerateArray().Single(one => one.GetProperty("name").GetString() == "workflow:my portrait");
        var field = model.GetProperty("options").GetProperty("fields")[0];
        Assert.Equal(("batch_size", "How many", "choice", "1"), (
            field.GetProperty("name").GetString(), field.GetProperty("label").GetString(), field.GetProperty("kind").GetString(), field.GetProperty("default").GetString()));
        var studio = await server.Client.GetStringAsync("/?provider=comfyui&model=workflow:my portrait", Cancel);
        Assert.Contains("<label for=\"options.fields.batch_size\">How many</label>", studio, StringComparison.Ordinal);
        using var refused = await server.Client.PostJsonAsync("/api/generations", Body(new { fields = new { batch_size = 3 } }));
        Assert.Equal("'3' is not available. Choose one of 1, 2, 4.", (await refused.ReadJsonAsync()).GetProperty("errors").GetProperty("options.fields.batch_size")[0].GetString());

        using var started = await server.Client.PostJsonAsync("/api/generations", Body(new { steps = 12, fields = new { batch_size = 2 } }));
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var id = (await server.FollowAsync(started.Headers.Location!.ToString())).First(one => one.Type == "image").Text("id");
        var graph = comfyUi.Requests.Single(request => request.Path == "/prompt").Json.GetProperty("prompt");
        Assert.Equal(("a fox", 12, 640, 2), (
            graph.GetProperty("6").GetProperty("inputs").GetProperty("text").GetString(), graph.GetProperty("3").GetProperty("inputs").GetProperty("steps").GetInt32(),
            graph.GetProperty("5").GetProperty("inputs").GetProperty("width").GetInt32(), graph.GetProperty("5").GetProperty("inputs").GetProperty("batch_size").GetInt32()));

        // Its images stay readable without it, and say how they were made.
        await SubmitAsync(server, "/settings/workflows/my%20portrait", ("do", "delete"));
        using var gone = await server.Client.PostJsonAsync("/api/generations", Body(null));
        Assert.Contains("has no model 'workflow:my portrait'", await gone.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        var view = await server.Client.GetStringAsync($"/images/{id}/view", Cancel);
        Assert.Contains("<dd>workflow:my portrait</dd>", view, StringComparison.Ordinal);
        Assert.Contains(">batch_size</dt>", view, StringComparison.Ordinal);

        static object Body(object? options) => new { prompt = "a fox", provider = "comfyui", model = "workflow:my portrait", size = "640x640", options };
    }

    [Fact]
    public async Task A_workflow_is_renamed_and_replaced_and_keeps_the_inputs_that_still_exist()
    {
        await using var server = await RunningServer.StartAsync();
        await UploadAsync(server, "/settings/workflows", Graph, "a.json");
        await UploadAsync(server, "/settings/workflows", Graph, "b.json");

        Assert.Equal(HttpStatusCode.BadRequest, (await SubmitAsync(server, "/settings/workflows/a", ("do", "rename"), ("name", "b"))).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SubmitAsync(server, "/settings/workflows/a", ("do", "rename"), ("name", "../x"))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await SubmitAsync(server, "/settings/workflows/a", ("do", "rename"), ("name", "c"))).Status);
        var page = await PageAsync(server, "/settings/workflows/c");
        await SubmitAsync(server, "/settings/workflows/c", [.. FieldsOf(page).Where(field => !field.Name.StartsWith("to_", StringComparison.Ordinal)), ("to_0", "seed"), ("do", "save")]);
        Assert.Equal(
            HttpStatusCode.SeeOther,
            (await UploadAsync(server, "/settings/workflows/c", Graph.Replace("\"steps\": 8", "\"steps\": 9", StringComparison.Ordinal), "new.json", ("do", "replace"))).Status);

        var replaced = await PageAsync(server, "/settings/workflows/c");
        Assert.Contains("value=\"seed\" selected", replaced, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"steps\" selected", replaced, StringComparison.Ordinal);
        Assert.Contains("no-prompt", replaced, StringComparison.Ordinal);
        Assert.Contains("was replaced in the meantime", (await SubmitAsync(server, "/settings/workflows/c", [.. FieldsOf(page), ("do", "save")])).Text, StringComparison.Ordinal);
        Assert.Contains("href=\"/settings/workflows/c\"", await PageAsync(server), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"nodes":[],"links":[],"version":0.4}""", "Workflow, Export (API)")]
    [InlineData("nonsense", "not valid JSON")]
    [InlineData("", "Choose a file.")]
    public async Task A_file_that_is_not_usable_is_explained_on_the_settings_page(string file, string problem)
    {
        await using var server = await RunningServer.StartAsync();

        var (status, text) = await UploadAsync(server, "/settings/workflows", file, "a.json");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(problem, WebUtility.HtmlDecode(text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_operator_may_see_and_change_them()
    {
        await using var server = await RunningServer.StartAsync(("DARKROOM_ACCESS_KEY", "a-long-access-key-0123456789"));
        server.Client.DefaultRequestHeaders.Authorization = new("Bearer", "a-long-access-key-0123456789");

        Assert.Equal(HttpStatusCode.Forbidden, (await UploadAsync(server, "/settings/workflows", Graph, "a.json")).Status);
        using var page = await server.Client.GetAsync("/settings/workflows/a", Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
    }

    /// <summary>Returns the fields of the form for the inputs as a browser would send them.</summary>
    private static List<(string Name, string Value)> FieldsOf(string page)
    {
        using var document = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(page);
        return [.. document.QuerySelector("#workflow-inputs")!.QuerySelectorAll("input, select").Select(field => (
            field.GetAttribute("name")!,
            field is AngleSharp.Html.Dom.IHtmlSelectElement select ? select.Value ?? "" : field.GetAttribute("value") ?? ""))];
    }

    private static async Task<(HttpStatusCode Status, string Text)> UploadAsync(RunningServer server, string path, string file, string name, params (string Name, string Value)[] fields)
    {
        using var form = new MultipartFormDataContent();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(file));
        form.Add(content, "file", name);
        foreach (var (field, value) in fields)
        {
            form.Add(new StringContent(value), field);
        }

        using var response = await server.Client.PostAsync(new Uri(path, UriKind.Relative), form, Cancel);
        return (response.StatusCode, response.Headers.Location?.ToString() ?? await response.Content.ReadAsStringAsync(Cancel));
    }
}
