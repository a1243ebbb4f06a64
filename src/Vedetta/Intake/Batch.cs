using System.Collections.Immutable;
using Vedetta.Engine.Calls;
using Vedetta.Engine.Signals;
using Vedetta.Engine.Tiles;

namespace Vedetta.Intake;

/// <summary>One request's or file's signals, read and ready to be written.</summary>
/// <param name="ReceivedAtUnixMilliseconds">When it was taken.</param>
/// <param name="Body">The accepted lines as NDJSON, gzip.</param>
/// <param name="Tiles">Their counts.</param>
/// <param name="TileBytes">The same in binary form.</param>
/// <param name="Sides">Those that are not counted: health and planned.</param>
/// <param name="Calls">Call attempts, in the order they were said.</param>
/// <param name="Count">Accepted lines.</param>
/// <param name="FirstAtUnixMilliseconds">Time of the earliest.</param>
/// <param name="LastAtUnixMilliseconds">Time of the latest.</param>
/// <param name="IdempotencyKey">The sender's key with the sender's name; null without one.</param>
/// <param name="BodyHash">SHA-256 of the body as sent.</param>
/// <param name="Answer">The answer to give once it is durable, as JSON.</param>
public sealed record AcceptedBatch(
    long ReceivedAtUnixMilliseconds,
    byte[] Body,
    TileSet Tiles,
    byte[] TileBytes,
    ImmutableArray<SideSignal> Sides,
    ImmutableArray<CallAttempt> Calls,
    int Count,
    long FirstAtUnixMilliseconds,
    long LastAtUnixMilliseconds,
    string? IdempotencyKey,
    byte[] BodyHash,
    string Answer);

/// <summary>One batch that is durable; readers of the journal get each exactly once, in order of sequence.</summary>
/// <param name="Sequence">Position in the journal, from 1.</param>
/// <param name="ReceivedAtUnixMilliseconds">When it was taken.</param>
/// <param name="Tiles">Its counts. Every reader gets the same object: merge it into another, never change it.</param>
/// <param name="Sides">Its signals that are not counted.</param>
/// <param name="Calls">
/// Its call attempts, in the order they were said. Read back from disk, their numbers may be pseudonyms.
/// </param>
public sealed record JournaledBatch(
    long Sequence, long ReceivedAtUnixMilliseconds, TileSet Tiles, ImmutableArray<SideSignal> Sides,
    ImmutableArray<CallAttempt> Calls);

/// <summary>What the journal did with a batch.</summary>
public enum JournalOutcome
{
    /// <summary>It is durable.</summary>
    Written,

    /// <summary>It was durable already; the first answer holds.</summary>
    Replayed,

    /// <summary>Its idempotency key belongs to another body.</summary>
    KeyReused,

    /// <summary>Too much is waiting; nothing was taken.</summary>
    Full,

    /// <summary>The database does not take it now; nothing is promised.</summary>
    Failed,
}

/// <summary>The journal's word on one batch.</summary>
public readonly record struct JournalAnswer(JournalOutcome Outcome, string Answer);
