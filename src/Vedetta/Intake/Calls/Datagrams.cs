using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Vedetta.Intake.Calls;

/// <summary>
/// Receives datagrams of one socket, many with one call where the system can (recvmmsg of Linux): at 60,000 a second
/// one call for each would cost more than reading them. Not for two threads at once.
/// </summary>
internal sealed class Datagrams
{
    /// <summary>Most datagrams of one call.</summary>
    public const int BatchMax = 64;

    private const int DatagramBytesMax = 65_536;

    // Buffers that lie a multiple of 64 KiB apart would share few lines of the processor's cache.
    private const int BufferBytes = DatagramBytesMax + 576;
    private const int WaitForOne = 0x10000;
    private const int HeadBytes = 64, VectorBytes = 16;

    private readonly Socket _socket;
    private readonly byte[] _buffers = GC.AllocateArray<byte>(BufferBytes * BatchMax, pinned: true);
    private readonly byte[] _heads = GC.AllocateArray<byte>(HeadBytes * BatchMax, pinned: true);
    private readonly byte[] _vectors = GC.AllocateArray<byte>(VectorBytes * BatchMax, pinned: true);
    private readonly bool _isBatched = OperatingSystem.IsLinux() && nint.Size == 8 && BitConverter.IsLittleEndian;
    private int _single;

    /// <summary>Takes a bound socket, which stays the caller's.</summary>
    public Datagrams(Socket socket)
    {
        _socket = socket;
        for (int i = 0; i < BatchMax; i++) Prepare(i);
    }

    /// <summary>The bytes of a datagram of the last call.</summary>
    public ReadOnlySpan<byte> this[int index] =>
        _buffers.AsSpan(index * BufferBytes, _isBatched ? Length(index) : _single);

    /// <summary>Waits for datagrams; returns how many came, 0 when the socket's timeout passed.</summary>
    /// <exception cref="SocketException">The socket is broken.</exception>
    public int Receive()
    {
        if (!_isBatched) return ReceiveOne();
        nint heads = Marshal.UnsafeAddrOfPinnedArrayElement(_heads, 0);
        int count = recvmmsg((int)_socket.Handle, heads, BatchMax, WaitForOne, 0);
        return count >= 0 ? count : Explain(Marshal.GetLastPInvokeError());
    }

    private int ReceiveOne()
    {
        try
        {
            _single = _socket.Receive(_buffers.AsSpan(0, BufferBytes));
            return 1;
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            return 0;
        }
    }

    private static int Explain(int error)
    {
        const int interrupted = 4, again = 11, refused = 111;
        return error is interrupted or again or refused ? 0 : throw new SocketException(error);
    }

    // struct mmsghdr: name, its length, vectors, their count, control, its length, flags; then the length received.
    private void Prepare(int index)
    {
        Span<byte> vector = _vectors.AsSpan(index * VectorBytes), head = _heads.AsSpan(index * HeadBytes);
        MemoryMarshal.Write(vector, Marshal.UnsafeAddrOfPinnedArrayElement(_buffers, index * BufferBytes));
        MemoryMarshal.Write(vector[8..], (long)DatagramBytesMax);
        MemoryMarshal.Write(head[16..], Marshal.UnsafeAddrOfPinnedArrayElement(_vectors, index * VectorBytes));
        MemoryMarshal.Write(head[24..], 1L);
    }

    private int Length(int index) => MemoryMarshal.Read<int>(_heads.AsSpan((index * HeadBytes) + 56));

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int recvmmsg(int socket, nint heads, uint count, int flags, nint timeout);
}
