declare <4 x float> @llvm.masked.load.v4f32.p0(ptr, i32, <4 x i1>, <4 x float>)

define i64 @fingerprint(ptr noalias %context, i64 %count) {
entry:
  %v1 = alloca [16 x i32], align 64
  store <4 x i32> zeroinitializer, ptr %v1, align 4
  %v2 = getelementptr inbounds float, ptr %v1, i64 4
  store <4 x i32> zeroinitializer, ptr %v2, align 4
  %v3 = getelementptr inbounds float, ptr %v1, i64 8
  store <4 x i32> zeroinitializer, ptr %v3, align 4
  %v4 = getelementptr inbounds float, ptr %v1, i64 12
  store <4 x i32> zeroinitializer, ptr %v4, align 4
  br label %b5
b5:
  %i8 = phi i64 [ 0, %entry ], [ %v121, %b26 ]
  %v9 = icmp slt i64 %i8, %count
  br i1 %v9, label %b6, label %b7
b6:
  %v10 = mul i64 %i8, 2
  %v11 = getelementptr i64, ptr %context, i64 %v10
  %v12 = getelementptr ptr, ptr %v11, i64 0
  %v13 = load ptr, ptr %v12, align 8
  %v14 = getelementptr i64, ptr %v11, i64 1
  %v15 = load i64, ptr %v14, align 8
  %v16 = getelementptr inbounds float, ptr %v1, i64 4
  %v17 = getelementptr inbounds float, ptr %v1, i64 8
  %v18 = getelementptr inbounds float, ptr %v1, i64 12
  %v19 = load <4 x i32>, ptr %v1, align 4
  %v20 = load <4 x i32>, ptr %v16, align 4
  %v21 = load <4 x i32>, ptr %v17, align 4
  %v22 = load <4 x i32>, ptr %v18, align 4
  %v23 = sdiv i64 %v15, 16
  br label %b24
b24:
  %c27x0 = phi i64 [ 0, %b6 ], [ %v66, %b25 ]
  %c27x1 = phi <4 x i32> [ %v19, %b6 ], [ %v38, %b25 ]
  %c27x2 = phi <4 x i32> [ %v20, %b6 ], [ %v47, %b25 ]
  %c27x3 = phi <4 x i32> [ %v21, %b6 ], [ %v56, %b25 ]
  %c27x4 = phi <4 x i32> [ %v22, %b6 ], [ %v65, %b25 ]
  %v28 = icmp ult i64 %c27x0, %v23
  br i1 %v28, label %b25, label %b26
b25:
  %v29 = mul i64 %c27x0, 16
  %v30 = getelementptr inbounds float, ptr %v13, i64 %v29
  %v31 = load <4 x float>, ptr %v30, align 4
  %v32 = bitcast <4 x float> %v31 to <4 x i32>
  %v33 = shl <4 x i32> %c27x1, <i32 9, i32 9, i32 9, i32 9>
  %v34 = lshr <4 x i32> %c27x1, <i32 23, i32 23, i32 23, i32 23>
  %v35 = lshr <4 x i32> %c27x1, <i32 6, i32 6, i32 6, i32 6>
  %v36 = or <4 x i32> %v33, %v34
  %v37 = xor <4 x i32> %v36, %v35
  %v38 = add <4 x i32> %v37, %v32
  %v39 = getelementptr inbounds float, ptr %v30, i64 4
  %v40 = load <4 x float>, ptr %v39, align 4
  %v41 = bitcast <4 x float> %v40 to <4 x i32>
  %v42 = shl <4 x i32> %c27x2, <i32 9, i32 9, i32 9, i32 9>
  %v43 = lshr <4 x i32> %c27x2, <i32 23, i32 23, i32 23, i32 23>
  %v44 = lshr <4 x i32> %c27x2, <i32 6, i32 6, i32 6, i32 6>
  %v45 = or <4 x i32> %v42, %v43
  %v46 = xor <4 x i32> %v45, %v44
  %v47 = add <4 x i32> %v46, %v41
  %v48 = getelementptr inbounds float, ptr %v30, i64 8
  %v49 = load <4 x float>, ptr %v48, align 4
  %v50 = bitcast <4 x float> %v49 to <4 x i32>
  %v51 = shl <4 x i32> %c27x3, <i32 9, i32 9, i32 9, i32 9>
  %v52 = lshr <4 x i32> %c27x3, <i32 23, i32 23, i32 23, i32 23>
  %v53 = lshr <4 x i32> %c27x3, <i32 6, i32 6, i32 6, i32 6>
  %v54 = or <4 x i32> %v51, %v52
  %v55 = xor <4 x i32> %v54, %v53
  %v56 = add <4 x i32> %v55, %v50
  %v57 = getelementptr inbounds float, ptr %v30, i64 12
  %v58 = load <4 x float>, ptr %v57, align 4
  %v59 = bitcast <4 x float> %v58 to <4 x i32>
  %v60 = shl <4 x i32> %c27x4, <i32 9, i32 9, i32 9, i32 9>
  %v61 = lshr <4 x i32> %c27x4, <i32 23, i32 23, i32 23, i32 23>
  %v62 = lshr <4 x i32> %c27x4, <i32 6, i32 6, i32 6, i32 6>
  %v63 = or <4 x i32> %v60, %v61
  %v64 = xor <4 x i32> %v63, %v62
  %v65 = add <4 x i32> %v64, %v59
  %v66 = add nuw nsw i64 %c27x0, 1
  br label %b24
b26:
  %v67 = mul i64 %v23, 16
  %v68 = getelementptr inbounds float, ptr %v13, i64 %v67
  %v69 = sub i64 %v15, %v67
  %v70 = sub i64 %v69, 0
  %v71 = insertelement <4 x i64> poison, i64 %v70, i32 0
  %v72 = shufflevector <4 x i64> %v71, <4 x i64> poison, <4 x i32> zeroinitializer
  %v73 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v72
  %v74 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v68, i32 4, <4 x i1> %v73, <4 x float> zeroinitializer)
  %v75 = bitcast <4 x float> %v74 to <4 x i32>
  %v76 = shl <4 x i32> %c27x1, <i32 9, i32 9, i32 9, i32 9>
  %v77 = lshr <4 x i32> %c27x1, <i32 23, i32 23, i32 23, i32 23>
  %v78 = lshr <4 x i32> %c27x1, <i32 6, i32 6, i32 6, i32 6>
  %v79 = or <4 x i32> %v76, %v77
  %v80 = xor <4 x i32> %v79, %v78
  %v81 = add <4 x i32> %v80, %v75
  store <4 x i32> %v81, ptr %v1, align 4
  %v82 = sub i64 %v69, 4
  %v83 = insertelement <4 x i64> poison, i64 %v82, i32 0
  %v84 = shufflevector <4 x i64> %v83, <4 x i64> poison, <4 x i32> zeroinitializer
  %v85 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v84
  %v86 = getelementptr inbounds float, ptr %v68, i64 4
  %v87 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v86, i32 4, <4 x i1> %v85, <4 x float> zeroinitializer)
  %v88 = bitcast <4 x float> %v87 to <4 x i32>
  %v89 = shl <4 x i32> %c27x2, <i32 9, i32 9, i32 9, i32 9>
  %v90 = lshr <4 x i32> %c27x2, <i32 23, i32 23, i32 23, i32 23>
  %v91 = lshr <4 x i32> %c27x2, <i32 6, i32 6, i32 6, i32 6>
  %v92 = or <4 x i32> %v89, %v90
  %v93 = xor <4 x i32> %v92, %v91
  %v94 = add <4 x i32> %v93, %v88
  store <4 x i32> %v94, ptr %v16, align 4
  %v95 = sub i64 %v69, 8
  %v96 = insertelement <4 x i64> poison, i64 %v95, i32 0
  %v97 = shufflevector <4 x i64> %v96, <4 x i64> poison, <4 x i32> zeroinitializer
  %v98 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v97
  %v99 = getelementptr inbounds float, ptr %v68, i64 8
  %v100 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v99, i32 4, <4 x i1> %v98, <4 x float> zeroinitializer)
  %v101 = bitcast <4 x float> %v100 to <4 x i32>
  %v102 = shl <4 x i32> %c27x3, <i32 9, i32 9, i32 9, i32 9>
  %v103 = lshr <4 x i32> %c27x3, <i32 23, i32 23, i32 23, i32 23>
  %v104 = lshr <4 x i32> %c27x3, <i32 6, i32 6, i32 6, i32 6>
  %v105 = or <4 x i32> %v102, %v103
  %v106 = xor <4 x i32> %v105, %v104
  %v107 = add <4 x i32> %v106, %v101
  store <4 x i32> %v107, ptr %v17, align 4
  %v108 = sub i64 %v69, 12
  %v109 = insertelement <4 x i64> poison, i64 %v108, i32 0
  %v110 = shufflevector <4 x i64> %v109, <4 x i64> poison, <4 x i32> zeroinitializer
  %v111 = icmp slt <4 x i64> <i64 0, i64 1, i64 2, i64 3>, %v110
  %v112 = getelementptr inbounds float, ptr %v68, i64 12
  %v113 = call <4 x float> @llvm.masked.load.v4f32.p0(ptr %v112, i32 4, <4 x i1> %v111, <4 x float> zeroinitializer)
  %v114 = bitcast <4 x float> %v113 to <4 x i32>
  %v115 = shl <4 x i32> %c27x4, <i32 9, i32 9, i32 9, i32 9>
  %v116 = lshr <4 x i32> %c27x4, <i32 23, i32 23, i32 23, i32 23>
  %v117 = lshr <4 x i32> %c27x4, <i32 6, i32 6, i32 6, i32 6>
  %v118 = or <4 x i32> %v115, %v116
  %v119 = xor <4 x i32> %v118, %v117
  %v120 = add <4 x i32> %v119, %v114
  store <4 x i32> %v120, ptr %v18, align 4
  %v121 = add nsw i64 %i8, 1
  br label %b5
b7:
  br label %b122
b122:
  %c125x0 = phi i64 [ 0, %b7 ], [ %v131, %b122 ]
  %c125x1 = phi i64 [ 0, %b7 ], [ %v130, %b122 ]
  %v126 = getelementptr inbounds float, ptr %v1, i64 %c125x0
  %v127 = load i32, ptr %v126, align 4
  %v128 = mul i64 %c125x1, 6364136223846793005
  %v129 = zext i32 %v127 to i64
  %v130 = add i64 %v128, %v129
  %v131 = add nuw nsw i64 %c125x0, 1
  %v132 = icmp ult i64 %v131, 16
  br i1 %v132, label %b122, label %b124
b124:
  ret i64 %v130
}

define i64 @guarded(ptr %record) {
entry:
  %v1 = getelementptr i64, ptr %record, i64 0
  %v2 = load i64, ptr %v1, align 8
  %v3 = getelementptr i64, ptr %record, i64 2
  %v4 = load i64, ptr %v3, align 8
  %v5 = getelementptr ptr, ptr %record, i64 1
  %v6 = load ptr, ptr %v5, align 8
  %v7 = getelementptr i64, ptr %record, i64 3
  %v8 = call i64 @fingerprint(ptr %v7, i64 %v4)
  %v11 = icmp eq i64 %v8, %v2
  br i1 %v11, label %b9, label %b10
b9:
  %v12 = mul i64 %v4, 2
  %v13 = getelementptr i64, ptr %v7, i64 %v12
  %v14 = getelementptr i64, ptr %v13, i64 1
  %v15 = getelementptr i64, ptr %v13, i64 0
  %v16 = load i64, ptr %v15, align 8
  call void %v6(ptr %v14, i64 0, i64 %v16)
  br label %b10
b10:
  ret i64 %v8
}
