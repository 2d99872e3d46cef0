namespace Darkroom.Providers.Http;

/// <summary>A job that a service took.</summary>
/// <param name="Token">What to ask for it with; null where the service refused it, or answered with the image at once.</param>
/// <param name="State">What its first answer says.</param>
/// <param name="CostUsd">What it costs, where the service says so when it takes it.</param>
internal sealed record RemoteJob(string? Token, RemoteJobState State, decimal? CostUsd = null);

/// <summary>How far a service is with a job.</summary>
internal abstract record RemoteJobState
{
    private RemoteJobState()
    {
    }

    /// <summary>It waits or is being worked on.</summary>
    /// <param name="Fraction">How much is done, 0 to 1, only where the service says.</param>
    /// <param name="QueuePosition">How many are before it, only where the service says.</param>
    public sealed record Working(double? Fraction = null, int? QueuePosition = null) : RemoteJobState
    {
        /// <summary>How long the service asks to wait before it is asked again; null where it does not say.</summary>
        public TimeSpan? PollDelay { get; init; }
    }

    /// <summary>The image is made.</summary>
    /// <param name="Address">Where it is: http, https or a data URL; null where the service named none.</param>
    public sealed record Finished(string? Address) : RemoteJobState
    {
        public string? Model { get; init; }

        public long? Seed { get; init; }

        public string? RevisedPrompt { get; init; }
    }

    /// <summary>No image will come from this call.</summary>
    public sealed record Failed(Failure Failure) : RemoteJobState
    {
        /// <summary>Only the question failed: the job goes on, or is finished, at the service.</summary>
        public bool WorkContinues { get; init; }
    }
}
