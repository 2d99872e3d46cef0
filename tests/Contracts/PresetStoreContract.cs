using Darkroom.Generations;
using Darkroom.Prompts;

namespace Darkroom.Tests.Contracts;

/// <summary>The promises of every store of presets.</summary>
public abstract class PresetStoreContract
{
    protected abstract IPresetStore Store { get; }

    protected abstract ManualTime Time { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Presets_are_returned_as_they_were_stored_by_name()
    {
        var film = new Preset
        {
            Name = "Film",
            Prompt = "{prompt}, on 35mm film",
            NegativePrompt = "noise",
            Settings = new StartRequest { Provider = "painter", N = 2, AspectRatio = "3:2", Seed = 5 },
        };
        Assert.True(Done(await Store.CreateAsync(film, Token)).IsNew);
        Done(await Store.CreateAsync(new Preset { Name = "colours", Prompt = "{red|blue}" }, Token));

        var all = await Store.ListAsync(Token);
        Assert.Equal(["colours", "Film"], all.Select(preset => preset.Name));
        Assert.Equal(film with { ChangedAt = Time.GetUtcNow() }, all[1]);
    }

    [Fact]
    public async Task Names_are_unique_without_case()
    {
        Done(await Store.CreateAsync(new Preset { Name = "größe", Prompt = "a" }, Token));
        Done(await Store.CreateAsync(new Preset { Name = "other", Prompt = "b" }, Token));

        Assert.IsType<PresetOutcome.NameTaken>(await Store.CreateAsync(new Preset { Name = "GRÖßE", Prompt = "c" }, Token));
        Assert.IsType<PresetOutcome.NameTaken>(await Store.ReplaceAsync("other", new Preset { Name = "Größe", Prompt = "c" }, Token));
        Assert.Equal(["a", "b"], (await Store.ListAsync(Token)).Select(preset => preset.Prompt));
    }

    [Fact]
    public async Task Replacing_changes_renames_or_adds()
    {
        Assert.True(Done(await Store.ReplaceAsync("film", new Preset { Name = "film", Prompt = "a" }, Token)).IsNew);
        Assert.False(Done(await Store.ReplaceAsync("FILM", new Preset { Name = "Film", Prompt = "b" }, Token)).IsNew);
        Assert.False(Done(await Store.ReplaceAsync("film", new Preset { Name = "grain", Prompt = "c" }, Token)).IsNew);

        Assert.Equal([("grain", "c")], (await Store.ListAsync(Token)).Select(preset => (preset.Name, preset.Prompt)));
    }

    [Fact]
    public async Task A_deleted_preset_is_gone()
    {
        Done(await Store.CreateAsync(new Preset { Name = "film", Prompt = "a" }, Token));

        Assert.True(await Store.DeleteAsync("Film", Token));
        Assert.False(await Store.DeleteAsync("film", Token));
        Assert.False(await Store.DeleteAsync("\ud800 \0", Token));
        Assert.Empty(await Store.ListAsync(Token));
    }

    [Fact]
    public async Task Their_number_is_limited()
    {
        await Task.WhenAll(Enumerable.Range(0, IPresetStore.MaxPresets).Select(number => Store.CreateAsync(new Preset { Name = $"p{number}", Prompt = "a" }, Token)));

        Assert.IsType<PresetOutcome.TooMany>(await Store.CreateAsync(new Preset { Name = "more", Prompt = "a" }, Token));
        Assert.IsType<PresetOutcome.TooMany>(await Store.ReplaceAsync("more", new Preset { Name = "more", Prompt = "a" }, Token));
        Assert.False(Done(await Store.ReplaceAsync("p7", new Preset { Name = "q7", Prompt = "b" }, Token)).IsNew);
    }

    private static PresetOutcome.Done Done(PresetOutcome outcome) => Assert.IsType<PresetOutcome.Done>(outcome);
}
