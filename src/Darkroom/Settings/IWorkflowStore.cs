using System.Collections.Immutable;
using Darkroom.Storage;

namespace Darkroom.Settings;

/// <summary>Stores the workflows of the operator. <see cref="Generations.IJobSignals.Settings"/> is raised after every change.</summary>
/// <exception cref="StorageException">The storage cannot be read or written. Thrown by every verb.</exception>
public interface IWorkflowStore
{
    /// <summary>Returns all workflows in the order of their names.</summary>
    Task<ImmutableArray<Workflow>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Stores a workflow. One of the same name is replaced.</summary>
    /// <returns>False if there are <see cref="Workflow.MaxCount"/> others: nothing was stored then.</returns>
    Task<bool> WriteAsync(Workflow workflow, CancellationToken cancellationToken);

    /// <summary>Gives a workflow another name.</summary>
    /// <returns>False if it does not exist, or if another one has that name.</returns>
    Task<bool> RenameAsync(string name, string newName, CancellationToken cancellationToken);

    /// <returns>False if it does not exist.</returns>
    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken);
}
