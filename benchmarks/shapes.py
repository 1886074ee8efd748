"""The sizes at which engines are compared, with each peer's own name and arguments."""

from typing import Any

AS_OURS = {"F1": 8, "D": 2, "F2": 16, "drop_prob": 0.5}
SSVEP = {"F1": 96, "D": 1, "F2": 96, "kernel_length": 256, "drop_prob": 0.5}
SHALLOW = {
    "n_filters_time": 40,
    "filter_time_length": 13,
    "n_filters_spat": 40,
    "pool_time_length": 35,
    "pool_time_stride": 7,
    "final_conv_length": "auto",
}
DEEP = {
    "filter_time_length": 5,
    "pool_time_length": 2,
    "pool_time_stride": 2,
    "filter_length_2": 5,
    "filter_length_3": 5,
    "filter_length_4": 5,
    "final_conv_length": "auto",
}


def sizes(n_chans: int, n_times: int, batch_size: int) -> dict[str, int]:
    return {"n_chans": n_chans, "n_times": n_times, "batch_size": batch_size}


def eegnet(kernel_length: int = 64, f1: int = 8) -> dict[str, Any]:
    peer = {**AS_OURS, "F1": f1, "F2": 2 * f1, "kernel_length": kernel_length}
    return {
        "network": "EEGNet",
        "n_outputs": 2,
        "arguments": {"kernel_length": kernel_length, "F1": f1},
        "peer": ["EEGNet", peer],
    }


def convnet(network: str, peer: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return {"network": network, "n_outputs": 2, "peer": [peer, arguments]}


SHAPES: dict[str, dict[str, Any]] = {
    "EEGNet-8,2, 64 x 128, batch 64": {**eegnet(), **sizes(64, 128, 64)},
    "EEGNet-8,2, 60 x 151, batch 16": {**eegnet(), **sizes(60, 151, 16)},
    "EEGNet-8,2, 22 x 256, batch 64": {**eegnet(32), **sizes(22, 256, 64)},
    "EEGNet-8,2, 64 x 480, batch 64": {**eegnet(), **sizes(64, 480, 64)},
    "EEGNetSSVEP, 8 x 256, batch 64": {
        **sizes(8, 256, 64),
        "network": "EEGNetSSVEP",
        "n_outputs": 12,
        "peer": ["EEGNet", SSVEP],
    },
    "ShallowConvNet, 22 x 256, batch 64": {
        **convnet("ShallowConvNet", "ShallowFBCSPNet", SHALLOW),
        **sizes(22, 256, 64),
    },
    "DeepConvNet, 22 x 256, batch 64": {
        **convnet("DeepConvNet", "Deep4Net", DEEP),
        **sizes(22, 256, 64),
    },
}
MEMORY = "EEGNet-8,2, 64 x 480, batch 64"

# One size at a time, from a middle one.
GROWTH: dict[str, dict[str, dict[str, Any]]] = {
    "channels": {
        str(n): {**eegnet(), **sizes(n, 128, 64)} for n in (8, 16, 32, 64, 128)
    },
    "samples": {
        str(n): {**eegnet(), **sizes(32, n, 64)} for n in (128, 256, 512, 1024)
    },
    "temporal kernels": {
        str(n): {**eegnet(f1=n), **sizes(32, 128, 64)} for n in (4, 8, 16, 32)
    },
}
N_NETWORKS = (1, 2, 4, 8, 16)
STACKED = {**eegnet(32), **sizes(8, 128, 16)}
