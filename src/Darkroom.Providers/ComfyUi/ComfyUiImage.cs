using System.Text.Json;
using Darkroom.Providers.Http;

namespace Darkroom.Providers.ComfyUi;

/// <summary>Where an image lies on ComfyUI's disk.</summary>
/// <param name="Filename">Without a folder.</param>
/// <param name="Subfolder">May be empty.</param>
/// <param name="Type"><c>output</c> for what was saved, <c>temp</c> for what was only shown.</param>
internal sealed record ComfyUiImage(string Filename, string Subfolder, string Type)
{
    public string Query =>
        $"filename={Uri.EscapeDataString(Filename)}&subfolder={Uri.EscapeDataString(Subfolder)}&type={Uri.EscapeDataString(Type)}";

    /// <summary>The images of one node.</summary>
    /// <param name="output">Has <c>images</c>.</param>
    public static IEnumerable<ComfyUiImage> ReadAll(JsonElement output) => output.Elements("images")
        .Where(each => each.Text("filename") is not null)
        .Select(each => new ComfyUiImage(each.Text("filename")!, each.Text("subfolder") ?? "", each.Text("type") ?? "output"));

    /// <summary>The one that counts: saved before only shown, the first of each.</summary>
    public static ComfyUiImage? Choose(IReadOnlyCollection<ComfyUiImage> images) =>
        images.FirstOrDefault(image => image.Type == "output") ?? images.FirstOrDefault();
}
