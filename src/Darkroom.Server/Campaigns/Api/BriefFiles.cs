using Darkroom.Campaigns.Briefs;

namespace Darkroom.Server.Campaigns.Api;

/// <summary>Reads and checks the files of the brief's form before anything is stored, so that a bad file leaves no incomplete campaign behind.</summary>
internal static class BriefFiles
{
    public const string Logo = "logo";
    private const string Font = "font";

    public static async Task<(List<(IFormFile File, byte[] Bytes)> Files, ImmutableArray<ValidationError> Problems)> ReadAsync(
        IFormCollection form, CampaignFiles files, CancellationToken cancellationToken)
    {
        var read = new List<(IFormFile File, byte[] Bytes)>();
        var problems = ImmutableArray.CreateBuilder<ValidationError>();
        foreach (var file in form.Files.Where(file => file.Length > 0 && file.Name is Logo or Font))
        {
            var bytes = await file.ReadBytesAsync(cancellationToken);
            read.Add((file, bytes));
            if (await files.CheckAsync(bytes, font: file.Name == Font, cancellationToken) is { } problem)
            {
                problems.Add(new ValidationError(file.Name, problem));
            }
        }

        return (read, problems.ToImmutable());
    }
}
